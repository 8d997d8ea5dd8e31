

TIGHTENS = {"paused", "agent.paused", "purchase.rejected", "purchase.undone", "purchase.expired",
            "purchase.cancelled", "subscription.cancelled", "task.revoked", "exported"}
ASIDE = {"ledger.started", "agent.paused", "agent.resumed", "agent.rotated", "agent.removed", "paused",
         "resumed", "rates.set", "category.pinned", "merchant.key_pinned", "merchant.key_removed",
         "task.issued", "task.revoked", "payer.set", "network.set", "quote.refused", "exported",
         "subscription.cancelled", "subscription.allowed", "unsigned.covered"}
ENDED = {"purchase.rejected": ("pending", "approved"), "purchase.expired": ("pending", "approved"),
         "purchase.cancelled": ("pending", "approved"), "purchase.lapsed": ("authorized",)}
HOURS = {"rolling:24h": 24, "rolling:7d": 168, "rolling:30d": 720}
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
EPOCH = datetime.date(1970, 1, 1)


def need(holds, text):
    if not holds:
        raise Bad(text)


class Purchase:
    __slots__ = ("id", "agent", "merchant", "revision", "status", "minor", "currency", "held", "captured",
                 "refunded", "raised", "overall_raised", "decided_by", "charge", "overall", "at", "seq",
                 "views", "told", "owner_at")


class Rules:
    """What follows from the entries, replayed as Counterfoil does it."""

    def __init__(self, exponents, whole):
        self.exponents, self.whole = exponents, whole
        self.purchases, self.agents, self.mandates, self.sums = {}, {}, {}, {}
        self.decisions = []

    def minor(self, text, currency):
        """Minor units of a decimal, which must have all decimals of its currency and no more."""
        whole, point, fraction = text.partition(".")
        exponent = self.exponents.get(currency)
        need(exponent is not None, f"{currency} is not a currency of this bundle")
        need((whole + fraction).isdigit() and len(fraction) == exponent and bool(point) == bool(fraction),
             f"{text} is not an amount of {currency}")
        return int(whole + fraction)

    def take(self, entry, seq):
        kind, data = entry["kind"], entry["data"]
        if kind in ("purchase.requested", "purchase.amended"):
            self.ask(entry, data, kind, seq)
        elif kind.startswith("purchase."):
            self.move(entry, data, kind, seq)
        elif kind == "agent.added":
            self.agents[data["agent"]] = (data["name"], data["sandbox"])
        elif kind == "mandate.set":
            self.mandate(entry, data)
        elif kind == "mandate.revoked":
            self.mandates[data["mandate"]]["revoked"] = True
        elif kind == "mandate.raised":
            key = (data["mandate"], "raise:" + data["window"])
            slots = self.sums.setdefault(key, {})
            add(slots, data["raise"]["slot"], (0, 0, int(data["raise"]["minor"]), 0))
        else:
            need(kind in ASIDE, f"is of kind {kind}, which this verifier does not know")

    def mandate(self, entry, data):
        known = self.mandates.get(data["mandate"])
        need(data["version"] == (known["version"] if known else 0) + 1, "skips a version of a mandate")
        document = json.loads(data["document"])
        limits = document.get("limits", {}).get("periods", [])
        today = local_day(entry["at"], document.get("time_zone", "UTC"))
        since = {}
        for limit in limits:
            same = known and any(
                (old["window"], old["max"], old.get("rollover", "none"))
                == (limit["window"], limit["max"], limit.get("rollover", "none"))
                for old in known["document"].get("limits", {}).get("periods", []))
            since[limit["window"]] = known["since"][limit["window"]] if same else today
        self.mandates[data["mandate"]] = {
            "version": data["version"], "document": document, "text": data["document"], "since": since,
            "revoked": False, "seq": int(entry["seq"])}

    def ask(self, entry, data, kind, seq):
        checkout, first = data["request"]["checkout"], kind == "purchase.requested"
        minor = self.minor(checkout["amount"], checkout["currency"])
        held = self.minor(data["held"], checkout["currency"])
        status, verdict = data["status"], data["evaluation"]["verdict"]
        need(status in ("pending", "approved", "denied"), f"opens a purchase as {status}")
        need(0 <= held <= minor and minor > 0, "holds more than the price")
        known = self.purchases.get(data["purchase"])
        if first:
            need(known is None, "asks for a purchase a second time")
            need(data["revision"] == 1, "begins with a later revision")
            need(data["agent"] in self.agents, "is from an agent that was never connected")
            purchase, before, postings = Purchase(), None, []
            purchase.id, purchase.at, purchase.captured, purchase.refunded = data["purchase"], entry["at"], 0, 0
            purchase.views, purchase.owner_at = {}, None
            self.purchases[purchase.id] = purchase
            owners = False
        else:
            purchase = self.of(data, known)
            owners = purchase.decided_by == "owner"
            need(purchase.status == ("approved" if owners else "pending"), f"amends a purchase that is {purchase.status}")
            need(data["revision"] == purchase.revision + 1, "skips a revision")
            need(data["agent"] == purchase.agent, "is amended by another agent")
            before = self.footing(purchase)
            postings = posted("held", "available", purchase.held)
            postings += raised(purchase, "available", "owner", purchase.raised)
        purchase.agent, purchase.merchant, purchase.revision = data["agent"], data["merchant"], data["revision"]
        purchase.status, purchase.minor, purchase.currency = status, minor, checkout["currency"]
        purchase.held, purchase.seq = held, seq
        merchant, items = checkout["merchant"], checkout["items"]
        purchase.told = {"merchant_name": merchant["name"], "merchant_domain": merchant.get("domain"),
                         "item": items[0]["title"] if items else None, "item_count": len(items)}
        purchase.raised, purchase.overall_raised = data.get("raises", {}), data.get("overall_raises", {})
        purchase.charge, purchase.overall = data.get("charge"), data.get("overall")
        kept = owners and status == "approved"
        purchase.decided_by = "owner" if kept else None if status == "pending" else "rule"
        postings += [] if first else raised(purchase, "owner", "available", purchase.raised)
        postings += posted("available", "held", held)
        self.same_postings(data, purchase, postings)
        if status == "approved" and not kept:
            need(verdict == "within", "was approved by a rule that did not say so")
            self.automatic(purchase, data["evaluation"]["mandates"])
        self.settle(purchase, before)
        if held:
            self.fits(purchase)

    def automatic(self, purchase, names):
        need(purchase.charge is not None, "was approved by a rule without a mandate")
        for name in names:
            mandate = self.mandates.get(name)
            need(mandate and not mandate["revoked"], f"counts in {name}, which is not in force")
            document, limits = mandate["document"], mandate["document"].get("limits", {})
            if document.get("overall"):
                continue
            price = purchase.minor
            if document["currency"] != purchase.currency:
                if purchase.charge["mandate"] != name:
                    continue
                price = self.counted(purchase.charge, purchase.minor, purchase.currency)
            for limit, text in (("auto_up_to", "the automatic limit"), ("deny_above", "what is denied")):
                if limit in limits or limit == "auto_up_to":
                    most = self.minor_of(limits.get(limit, "0"), document["currency"])
                    need(price <= most, f"was approved by a rule above {text} of {name}")

    def move(self, entry, data, kind, seq):
        purchase = self.of(data, self.purchases.get(data["purchase"]))
        status, before, postings = purchase.status, self.footing(purchase), []
        wrong = f"is {kind} of a purchase that is {status}"
        need(data["revision"] == purchase.revision, "speaks of another revision than the purchase has")
        if kind in ("purchase.approved", "purchase.rejected"):
            purchase.owner_at = entry["at"]
        if kind == "purchase.approved":
            need(status == "pending", wrong)
            raises, more = data.get("raises", {}), data.get("overall_raises", {})
            need(all(int(r["minor"]) > 0 for r in [*raises.values(), *more.values()]), "raises by nothing")
            if purchase.charge != data.get("charge"):
                postings, purchase.held = posted("held", "available", purchase.held), 0
            missing = purchase.minor - purchase.held
            purchase.charge, purchase.overall = data.get("charge"), data.get("overall")
            purchase.raised, purchase.overall_raised = raises, more
            purchase.held, purchase.status, purchase.decided_by = purchase.minor, "approved", "owner"
            postings += raised(purchase, "owner", "available", raises) + posted("available", "held", missing)
            purchase.views[data["revision"]] = data["view"]
            self.decisions.append((seq, entry["at"], data))
        elif kind in ENDED:
            need(status in ENDED[kind], wrong)
            postings = self.give_back(purchase)
            purchase.status = kind.split(".")[1]
            purchase.decided_by = "owner" if kind == "purchase.rejected" else purchase.decided_by
        elif kind == "purchase.undone":
            need(status == "approved" and purchase.decided_by == "owner", wrong)
            if purchase.raised or purchase.overall_raised or not (purchase.charge or purchase.overall):
                postings = posted("held", "available", purchase.held)
                postings += raised(purchase, "available", "owner", purchase.raised)
                purchase.raised, purchase.overall_raised, purchase.held = {}, {}, 0
            purchase.status, purchase.decided_by = "pending", None
        elif kind == "purchase.authorized":
            need(status == "approved", wrong)
            need(purchase.decided_by != "owner" or data.get("shown_hash") in purchase.views.values(),
                 "authorizes what the owner was not shown")
            purchase.status = "authorized"
        elif kind == "purchase.reported":
            need(status in ("authorized", "captured", "lapsed"), wrong)
        elif kind == "purchase.captured":
            need(status in ("authorized", "captured", "lapsed"), wrong)
            minor = self.settled(data, purchase, purchase.minor - purchase.captured, "more was taken than approved")
            purchase.captured, purchase.status = purchase.captured + minor, "captured"
            part = min(minor, purchase.held)
            purchase.held -= part
            postings = posted("held", "spent", part) + posted("available", "spent", minor - part)
        elif kind == "purchase.refunded":
            need(status in ("captured", "disputed"), wrong)
            left = purchase.captured - purchase.refunded
            minor = self.settled(data, purchase, left, "more came back than was taken")
            purchase.refunded += minor
            postings = posted("disputed" if status == "disputed" else "spent", "returned", minor)
            if purchase.refunded == purchase.captured and not purchase.held:
                purchase.status = "refunded"
        elif kind == "purchase.voided":
            need(status == "authorized", wrong)
            purchase.status = "voided"
        elif kind == "purchase.disputed":
            need(status in ("captured", "refunded"), wrong)
            purchase.status = "disputed"
            postings = posted("spent", "disputed", purchase.captured - purchase.refunded)
        elif kind == "purchase.released":
            need(status in ("voided", "captured", "disputed") and purchase.held, wrong)
            postings = self.give_back(purchase)
            if purchase.status == "captured" and purchase.refunded == purchase.captured:
                purchase.status = "refunded"
        else:
            need(False, f"is of kind {kind}, which this verifier does not know")
        if "postings" in data or postings:
            self.same_postings(data, purchase, postings)
        self.settle(purchase, before)
        if kind == "purchase.approved":
            self.fits(purchase)

    def of(self, data, known):
        need(known is not None, f"is about {data['purchase']}, which was never asked for")
        return known

    def settled(self, data, purchase, most, text):
        minor = self.minor(data["amount"], purchase.currency)
        need(minor == int(data["minor"]) and minor > 0, "states its amount in two ways")
        need(minor <= most, text)
        return minor

    def give_back(self, purchase):
        postings = posted("held", "available", purchase.held)
        unused = part_of(purchase.raised, self.held_of(purchase, purchase.charge))
        postings += raised(purchase, "available", "owner", unused)
        purchase.raised = lowered(purchase.raised, unused)
        more = part_of(purchase.overall_raised, self.held_of(purchase, purchase.overall))
        purchase.overall_raised = lowered(purchase.overall_raised, more)
        purchase.held = 0
        return postings

    def held_of(self, purchase, charge):
        return self.carried(purchase, charge)[0] if charge else 0

    def same_postings(self, data, purchase, postings):
        found = []
        for posting in data["postings"]:
            currency = posting.get("currency", purchase.currency)
            found.append((posting["from"], posting["to"], self.minor(posting["amount"], currency),
                          posting.get("window"), posting.get("currency")))
        need(found == postings, "moves other amounts than its step does")

    def counted(self, charge, minor, currency):
        """What an amount counts in the mandate's currency, rounded up."""
        rate = charge.get("rate")
        if not rate:
            return minor
        whole, _, fraction = rate["rate"].partition(".")
        percent, _, hundredths = rate["margin"].partition(".")
        over = int(whole + fraction) * (10000 + int(percent) * 100 + int(hundredths.ljust(2, "0") or 0))
        under = 10 ** len(fraction) * 10000
        to, source = self.exponents[rate["currency"]], self.exponents[currency]
        over, under = (over * 10 ** (to - source), under) if to >= source else (over, under * 10 ** (source - to))
        return -(-minor * over // under)

    def minor_of(self, text, currency):
        """The same for documents, which may leave decimals out."""
        whole, _, fraction = text.partition(".")
        return int(whole + fraction.ljust(self.exponents[currency], "0"))

    def carried(self, purchase, charge):
        whole = self.counted(charge, purchase.held + purchase.captured, purchase.currency)
        spent = self.counted(charge, purchase.captured, purchase.currency)
        return whole - spent, spent, 0, int(purchase.held > 0 or purchase.captured > 0)

    def footing(self, purchase):
        """Every sum that the purchase is part of, with its part."""
        if not self.whole:
            return []
        parts = []
        for charge, raises in ((purchase.charge, purchase.raised), (purchase.overall, purchase.overall_raised)):
            if not charge:
                continue
            mandate, part = charge["mandate"], self.carried(purchase, charge)
            if any(part):
                day = day_number(charge["day"])
                month = day_number(charge["day"][:8] + "01")
                parts += [((mandate, "hour"), charge["hour"], part), ((mandate, "day"), day, part),
                          ((mandate, "month"), month, part), ((mandate, "total"), 0, part)]
            for window, by in raises.items():
                parts.append(((mandate, "raise:" + window), by["slot"], (0, 0, int(by["minor"]), 0)))
        return parts

    def settle(self, purchase, before):
        for key, slot, part in before or []:
            add(self.sums.setdefault(key, {}), slot, tuple(-number for number in part))
        for key, slot, part in self.footing(purchase):
            add(self.sums.setdefault(key, {}), slot, part)

    def fits(self, purchase):
        """No period of a limit holds more than it may."""
        if not self.whole:
            return
        for charge in (purchase.charge, purchase.overall):
            if not charge:
                continue
            mandate = self.mandates.get(charge["mandate"])
            need(mandate is not None and not mandate["revoked"], "counts in a mandate that is not in force")
            need(mandate["version"] == charge["version"], "counts in a version that is not in force")
            document = mandate["document"]
            for limit in document.get("limits", {}).get("periods", []):
                most = self.minor_of(limit["max"], document["currency"])
                span, low, high, raises = period(limit["window"], charge["day"], charge["hour"], document)
                held, spent, _, _ = self.sum(charge["mandate"], span, low, high)
                raised = self.sum(charge["mandate"], "raise:" + limit["window"], *raises)[2]
                over = self.rolled_over(mandate, charge, limit, most)
                need(held + spent <= most + raised + over,
                     f"exceeds {document['name']}: {held + spent} of {most + raised + over} minor units {limit['window']}")

    def rolled_over(self, mandate, charge, limit, most):
        rollover, window = limit.get("rollover", "none"), limit["window"]
        if rollover == "none":
            return 0
        document = mandate["document"]
        first = first_day(window, charge["day"], document)
        begun = first_day(window, mandate["since"][window], document)
        if begun >= first:
            return 0
        before = (datetime.date.fromisoformat(first) - datetime.timedelta(days=1)).isoformat()
        span, low, high, raises = period(window, before, charge["hour"], document)
        count = 1
        if rollover == "full":
            low = day_number(begun)
            raises = (low, raises[1])
            count = periods(window, begun, first)
        held, spent, _, _ = self.sum(charge["mandate"], span, low, high)
        raised = self.sum(charge["mandate"], "raise:" + window, *raises)[2]
        left = max(0, most * count + raised - held - spent)
        return min(left, most) if rollover == "capped" else left

    def sum(self, mandate, span, low, high):
        slots = self.sums.get((mandate, span), {})
        if low == high:
            return slots.get(low, (0, 0, 0, 0))
        keys = (range(low, high + 1) if high - low < len(slots) else slots)
        parts = [slots[key] for key in keys if key in slots and low <= key <= high]
        return tuple(map(sum, zip(*parts))) if parts else (0, 0, 0, 0)


def add(slots, slot, part):
    known = slots.get(slot)
    slots[slot] = part if known is None else tuple(map(int.__add__, known, part))


def posted(source, target, minor):
    return [(source, target, minor, None, None)] if minor else []


WINDOWS = ["day", "week", "month", "quarter", "year", "total", "rolling:24h", "rolling:7d", "rolling:30d"]


def raised(purchase, source, target, raises):
    rate = (purchase.charge or {}).get("rate")
    currency = rate["currency"] if rate else None
    order = sorted(raises, key=WINDOWS.index)
    return [(source, target, int(raises[window]["minor"]), window, currency)
            for window in order if int(raises[window]["minor"])]


def part_of(raises, held):
    parts = {window: {**by, "minor": str(min(int(by["minor"]), held))} for window, by in raises.items()}
    return {window: by for window, by in parts.items() if int(by["minor"]) > 0}


def lowered(raises, less):
    left = {window: {**by, "minor": str(int(by["minor"]) - int(less.get(window, {"minor": "0"})["minor"]))}
            for window, by in raises.items()}
    return {window: by for window, by in left.items() if int(by["minor"]) > 0}


@functools.lru_cache(4096)
def day_number(day):
    return (datetime.date.fromisoformat(day) - EPOCH).days


def first_day(window, day, document):
    return first_from(window, day, document.get("first_weekday", "monday"))


@functools.lru_cache(4096)
def first_from(window, day, weekday):
    date = datetime.date.fromisoformat(day)
    if window == "week":
        date -= datetime.timedelta(days=(date.weekday() - WEEKDAYS.index(weekday)) % 7)
    elif window == "month":
        date = date.replace(day=1)
    elif window == "quarter":
        date = date.replace(day=1, month=(date.month - 1) // 3 * 3 + 1)
    elif window == "year":
        date = date.replace(day=1, month=1)
    return date.isoformat()


@functools.lru_cache(4096)
def next_day(window, first):
    date = datetime.date.fromisoformat(first)
    if window in ("day", "week"):
        return (date + datetime.timedelta(days=1 if window == "day" else 7)).isoformat()
    months = {"month": 1, "quarter": 3, "year": 12}[window]
    month = date.month - 1 + months
    return date.replace(year=date.year + month // 12, month=month % 12 + 1).isoformat()


def period(window, day, hour, document):
    """The sums that one period adds up: of which span, from where to where, and where its raises stand."""
    if window in HOURS:
        return "hour", hour - HOURS[window], hour, (hour - HOURS[window], hour)
    if window == "total":
        return "total", 0, 0, (0, 0)
    first = first_day(window, day, document)
    low, high = day_number(first), day_number(next_day(window, first)) - 1
    return ("day" if window in ("day", "week") else "month"), low, high, (low, low)


def periods(window, begun, until):
    start, end = datetime.date.fromisoformat(begun), datetime.date.fromisoformat(until)
    months = (end.year - start.year) * 12 + end.month - start.month
    days = (end - start).days
    return {"day": days, "week": days // 7, "month": months, "quarter": months // 3, "year": months // 12}[window]


def local_day(at, zone):
    """The day it was in a time zone; in UTC where this machine knows no zones."""
    when = datetime.datetime.fromisoformat(at.replace("Z", "+00:00"))
    try:
        import zoneinfo
        when = when.astimezone(zoneinfo.ZoneInfo(zone))
    except (ImportError, KeyError, ValueError, OSError):
        pass
    return when.date().isoformat()
