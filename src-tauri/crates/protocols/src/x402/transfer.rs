//! What will be signed: the transfer of one offer, once, by one payer, until a certain second.

use std::sync::LazyLock;

use crate::encoding;
use crate::evm::{
    Address, Domain, SigningKey, decimal, digest, sign, struct_hash, type_hash, word,
};

use super::choice::{Method, Offer};
use super::payload::SignedTransfer;

/// Uniswap's Permit2, at the same address on every chain.
pub(super) const PERMIT2: Address = Address::new([
    0x00, 0x00, 0x00, 0x00, 0x00, 0x22, 0xd4, 0x73, 0x03, 0x0f, 0x11, 0x6d, 0xde, 0xe9, 0xf6, 0xb4,
    0x3a, 0xc7, 0x8b, 0xa3,
]);
/// The contract of x402 that may spend an `exact` permit.
const EXACT_SPENDER: Address = Address::new([
    0x40, 0x20, 0x85, 0xc2, 0x48, 0xee, 0xa2, 0x7d, 0x92, 0xe8, 0xb3, 0x0b, 0x2c, 0x58, 0xed, 0x07,
    0xf9, 0xe2, 0x00, 0x01,
]);
/// The contract of x402 that may spend an `upto` permit.
const UPTO_SPENDER: Address = Address::new([
    0x40, 0x20, 0xa4, 0xf3, 0xb7, 0xb9, 0x0c, 0xca, 0x42, 0x3b, 0x9f, 0xab, 0xcc, 0x0c, 0xe5, 0x7c,
    0x6c, 0x24, 0x00, 0x02,
]);

const TRANSFER: &str = "TransferWithAuthorization(address from,address to,uint256 value,\
uint256 validAfter,uint256 validBefore,bytes32 nonce)";
/// Its hash, which is wanted for every transfer.
static TRANSFER_TYPE: LazyLock<[u8; 32]> = LazyLock::new(|| type_hash(TRANSFER));
const TOKEN_PERMISSIONS: &str = "TokenPermissions(address token,uint256 amount)";
const PERMIT: &str = "PermitWitnessTransferFrom(TokenPermissions permitted,address spender,\
uint256 nonce,uint256 deadline,Witness witness)";
const EXACT_WITNESS: &str = "Witness(address to,uint256 validAfter)";
const UPTO_WITNESS: &str = "Witness(address to,address facilitator,uint256 validAfter)";

/// Between which seconds since the epoch a transfer is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime {
    valid_before: u64,
}

impl Lifetime {
    /// From now for as long as the seller wants; the gate has bounded that.
    pub fn starting(now: u64, offer: &Offer) -> Self {
        Self {
            valid_before: now.saturating_add(offer.timeout_secs),
        }
    }

    /// Until a second that was recorded, to prepare the very same transfer again.
    pub const fn until(valid_before: u64) -> Self {
        Self { valid_before }
    }

    /// The first second in which it is worth nothing.
    pub const fn valid_before(self) -> u64 {
        self.valid_before
    }
}

/// A transfer that can be signed. The nonce, the digest and the end are recorded first.
#[derive(Clone, Debug)]
pub struct Transfer<'a> {
    offer: &'a Offer,
    payer: Address,
    lifetime: Lifetime,
    nonce: [u8; 32],
    digest: [u8; 32],
}

/// Why a transfer is not signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransferError {
    /// The key is not that of the payer.
    #[error("the key does not belong to the account that pays")]
    Key,
    /// A nonce of nothing but zeros was not drawn at random.
    #[error("the nonce was not drawn at random")]
    Nonce,
}

impl TransferError {
    /// The stable code of this error.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Key => "x402_key",
            Self::Nonce => "x402_nonce",
        }
    }
}

impl<'a> Transfer<'a> {
    /// Prepares the transfer of `offer` from `payer`. The nonce is random and is used once: whoever
    /// prepares it again with the same nonce and end signs nothing new.
    pub fn prepare(
        offer: &'a Offer,
        payer: Address,
        lifetime: Lifetime,
        nonce: [u8; 32],
    ) -> Result<Self, TransferError> {
        if nonce == [0; 32] {
            return Err(TransferError::Nonce);
        }
        let mut transfer = Self {
            offer,
            payer,
            lifetime,
            nonce,
            digest: [0; 32],
        };
        transfer.digest = transfer.reckoned();
        Ok(transfer)
    }

    /// What it pays.
    pub const fn offer(&self) -> &'a Offer {
        self.offer
    }

    /// The account that pays.
    pub const fn payer(&self) -> Address {
        self.payer
    }

    /// How long it is money.
    pub const fn lifetime(&self) -> Lifetime {
        self.lifetime
    }

    /// The nonce as it goes over the wire.
    pub fn nonce(&self) -> String {
        match self.offer.method {
            Method::Eip3009 => encoding::to_hex(&self.nonce),
            Method::Permit2 | Method::UpTo { .. } => decimal(&self.nonce),
        }
    }

    /// The digest that is signed (EIP-712).
    pub const fn digest(&self) -> [u8; 32] {
        self.digest
    }

    /// Signs it. Nothing here is random, so to sign twice is to have one signature.
    pub fn sign(&self, key: &SigningKey) -> Result<SignedTransfer<'_>, TransferError> {
        if Address::of_key(key.verifying_key()) != self.payer {
            return Err(TransferError::Key);
        }
        Ok(SignedTransfer::new(self, sign(&self.digest(), key)))
    }

    /// The contract that may spend it, where it goes through Permit2.
    pub(super) const fn spender(&self) -> Address {
        match self.offer.method {
            Method::Eip3009 | Method::Permit2 => EXACT_SPENDER,
            Method::UpTo { .. } => UPTO_SPENDER,
        }
    }

    fn reckoned(&self) -> [u8; 32] {
        match self.offer.method {
            Method::Eip3009 => self.eip3009_digest(),
            Method::Permit2 => self.permit2_digest(EXACT_SPENDER, EXACT_WITNESS, None),
            Method::UpTo { facilitator } => {
                self.permit2_digest(UPTO_SPENDER, UPTO_WITNESS, Some(facilitator))
            }
        }
    }

    fn eip3009_digest(&self) -> [u8; 32] {
        let words = [
            word::address(self.payer),
            word::address(self.offer.pay_to),
            word::number(self.offer.amount),
            word::number(0),
            word::number(u128::from(self.lifetime.valid_before)),
            self.nonce,
        ];
        let separator = self.offer.asset.separator();
        digest(&separator, &struct_hash(&TRANSFER_TYPE, &words))
    }

    fn permit2_digest(
        &self,
        spender: Address,
        witness_type: &str,
        facilitator: Option<Address>,
    ) -> [u8; 32] {
        let asset = &self.offer.asset;
        let domain = Domain {
            name: "Permit2",
            version: None,
            chain_id: asset.chain_id,
            contract: Some(PERMIT2),
        };
        let permitted = [
            word::address(asset.contract),
            word::number(self.offer.amount),
        ];
        let mut witness = vec![word::address(self.offer.pay_to)];
        witness.extend(facilitator.map(word::address));
        witness.push(word::number(0));
        let words = [
            struct_hash(&type_hash(TOKEN_PERMISSIONS), &permitted),
            word::address(spender),
            self.nonce,
            word::number(u128::from(self.lifetime.valid_before)),
            struct_hash(&type_hash(witness_type), &witness),
        ];
        let kind = format!("{PERMIT}{TOKEN_PERMISSIONS}{witness_type}");
        digest(&domain.separator(), &struct_hash(&type_hash(&kind), &words))
    }
}
