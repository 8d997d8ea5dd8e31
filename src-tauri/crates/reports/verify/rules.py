

TIGHTENS = {"paused", "agent.paused", "purchase.rejected", "purchase.undone", "purchase.expired",
            "purchase.cancelled", "subscription.cancelled", "task.revoked", "exported",
            "statement.imported"}
ASIDE = {"ledger.started", "agent.paused", "agent.resumed", "agent.rotated", "agent.removed", "paused",
         "resumed", "rates.set", "category.pinned", "merchant.key_pinned", "merchant.key_removed",
         "task.issued", "task.revoked", "payer.set", "network.set", "quote.refused", "exported",
         "subscription.cancelled", "subscription.allowed", "unsigned.covered", "statement.imported",
         "statement.ruled"}
ENDED = {"purchase.rejected": ("pending", "approved"), "purchase.expired": ("pending", "approved"),
         "purchase.cancelled": ("pending", "approved"), "purchase.lapsed": ("authorized",)}
SAID = {"purchase.noted": "note", "purchase.tagged": "tag", "purchase.untagged": None, "purchase.words_erased": None}
HOURS = {"rolling:24h": 24, "rolling:7d": 168, "rolling:30d": 720}
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
NONE = {}
EPOCH = datetime.date(1970, 1, 1)


def need(holds, text):
    if not holds:
        raise Bad(text)


class Purchase:
    __slots__ = ("id", "agent", "merchant", "revision", "status", "minor", "currency", "held", "captured",
                 "refunded", "raised", "overall_raised", "decided_by", "charge", "overall", "at", "seq",
                 "views", "told", "owner_at", "note")


class Words:
    """What the owner said, of which the entry has a hash."""

    def __init__(self, purchase, name, hash):
        self.purchase, self.name, self.hash, self.stands, self.erased = purchase, name, hash, True, False


class Rules:
    """What follows from the entries, replayed as Counterfoil does it."""

    def __init__(self, exponents, whole):
        self.exponents, self.whole = exponents, whole
        self.purchases, self.agents, self.mandates, self.sums = {}, {}, {}, {}
        self.decisions, self.amounts, self.plans, self.spans = [], {}, {}, {}
        self.words = {}

    def minor(self, text, currency):
        """Minor units of a decimal, which must have all decimals of its currency and no more."""
        known = self.amounts.get((text, currency))
        if known is not None:
            return known
        whole, point, fraction = text.partition(".")
        exponent = self.exponents.get(currency)
        need(exponent is not None, f"{currency} is not a currency of this bundle")
        need((whole + fraction).isdigit() and len(fraction) == exponent and bool(point) == bool(fraction),
             f"{text} is not an amount of {currency}")
        if len(self.amounts) > 100_000:
            self.amounts.clear()
        minor = self.amounts[text, currency] = int(whole + fraction)
        return minor

    def take(self, entry, seq):
        kind, data = entry["kind"], entry["data"]
        if kind == "purchase.requested" or kind == "purchase.amended":
            self.ask(entry, data, kind, seq)
        elif kind == "purchase.authorized":
            self.authorize(data)
        elif kind.startswith("purchase."):
            self.move(entry, data, kind, seq)
        elif kind == "agent.added":
            self.agents[data["agent"]] = (data["name"], data["sandbox"])
        elif kind == "mandate.set":
            self.mandate(entry, data)
        elif kind == "mandate.revoked":
            self.mandates[data["mandate"]]["revoked"] = True
        elif kind == "mandate.raised":
            slots = self.slots(data["mandate"], "raise:" + data["window"])
            add(slots, data["raise"]["slot"], int(data["raise"]["minor"]))
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
            "revoked": False, "seq": int(entry["seq"]), "rule": self.by_rule(document)}

    def by_rule(self, document):
        """The most that a rule may approve of itself; none where the mandate approves nothing."""
        limits, currency = document.get("limits", {}), document["currency"]
        most = self.minor_of(limits.get("auto_up_to", "0"), currency)
        return min(most, self.minor_of(limits.get("deny_above", limits.get("auto_up_to", "0")), currency))

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
            purchase.views, purchase.owner_at, purchase.note = (), None, None
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
        purchase.told = merchant["name"], merchant.get("domain"), items[0]["title"] if items else None, len(items)
        purchase.raised, purchase.overall_raised = data.get("raises", NONE), data.get("overall_raises", NONE)
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
        charge = purchase.charge
        need(charge is not None, "was approved by a rule without a mandate")
        for name in names:
            mandate = self.mandates.get(name)
            if mandate is None or mandate["revoked"]:
                raise Bad(f"counts in {name}, which is not in force")
            document, price = mandate["document"], purchase.minor
            if document.get("overall"):
                continue
            if document["currency"] != purchase.currency:
                if charge["mandate"] != name:
                    continue
                price = self.counted(charge, price, purchase.currency)
            if price > mandate["rule"]:
                raise Bad(f"was approved by a rule above what {name} lets it")

    def authorize(self, data):
        purchase = self.of(data, self.purchases.get(data["purchase"]))
        need(data["revision"] == purchase.revision, "speaks of another revision than the purchase has")
        need(purchase.status == "approved", "authorizes what is not approved")
        need(purchase.decided_by != "owner" or data.get("shown_hash") in purchase.views,
             "authorizes what the owner was not shown")
        purchase.status = "authorized"

    def move(self, entry, data, kind, seq):
        purchase = self.of(data, self.purchases.get(data["purchase"]))
        status, before, postings = purchase.status, self.footing(purchase), []
        wrong = "is of a purchase in a state that it cannot leave so"
        need(data["revision"] == purchase.revision, "speaks of another revision than the purchase has")
        if kind in SAID:
            return self.say(data, kind, purchase, seq)
        if kind == "purchase.rejected" and "note" in data:
            self.words[seq] = Words(purchase.id, "rejection", data["note"])
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
            purchase.views += (data["view"],)
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

    def say(self, data, kind, purchase, seq):
        """Notes and tags: they change nothing of a purchase, and are taken away only if they are there."""
        if kind in ("purchase.noted", "purchase.tagged"):
            name = SAID[kind]
            if name == "note":
                if purchase.note is not None:
                    self.words[purchase.note].stands = False
                purchase.note = seq
            self.words[seq] = Words(purchase.id, name, data[name])
            return
        known = self.words.get(int(data["of"]))
        need(known and known.purchase == purchase.id and not known.erased, f"is about words of entry {data['of']}, which are not there")
        if kind == "purchase.untagged":
            need(known.name == "tag" and known.stands, f"is about words of entry {data['of']}, which are not there")
        known.erased, known.stands = kind == "purchase.words_erased", False

    def of(self, data, known):
        if known is None:
            raise Bad(f"is about {data['purchase']}, which was never asked for")
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
        """What is held, as it is counted: all that is counted without what is spent."""
        if not charge:
            return 0
        spent = self.counted(charge, purchase.captured, purchase.currency)
        return self.counted(charge, purchase.held + purchase.captured, purchase.currency) - spent

    def same_postings(self, data, purchase, postings):
        found = []
        if not postings and not data["postings"]:
            return
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

    def footing(self, purchase):
        """What the purchase counts in its mandate and in the limit over all, with the raises of both."""
        if not self.whole:
            return None
        gone, currency = purchase.held + purchase.captured, purchase.currency
        charge, overall = purchase.charge, purchase.overall
        return (charge, charge and self.counted(charge, gone, currency), purchase.raised,
                overall, overall and self.counted(overall, gone, currency), purchase.overall_raised)

    def settle(self, purchase, before):
        after = self.footing(purchase)
        if after == before:
            return
        for part, sign in ((before, -1), (after, 1)):
            if part:
                self.put(*part[:3], sign)
                self.put(*part[3:], sign)

    def put(self, charge, used, raises, sign):
        if not charge:
            return
        mandate = charge["mandate"]
        if used:
            key = mandate, charge["day"], charge["hour"]
            sums = self.spans.get(key)
            if sums is None:
                sums = self.spans[key] = [(self.slots(mandate, span), slot) for span, slot in spans(*key[1:])]
            for slots, slot in sums:
                slots[slot] = slots.get(slot, 0) + sign * used
        for window, by in raises.items():
            add(self.slots(mandate, "raise:" + window), by["slot"], sign * int(by["minor"]))

    def slots(self, mandate, span):
        """Every sum of one kind by its place in time: what is held and spent, or by how much a limit is raised."""
        key = mandate, span
        slots = self.sums.get(key)
        if slots is None:
            slots = self.sums[key] = {}
        return slots

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
            key = mandate["seq"], charge["day"], charge["hour"]
            plan = self.plans.get(key)
            if plan is None:
                self.plans[key] = plan = [self.planned(mandate, charge, limit)
                                          for limit in mandate["document"].get("limits", {}).get("periods", [])]
            for window, most, used, raises, last in plan:
                used = total(*used)
                most += total(*raises) + (rolled_over(*last) if last else 0)
                if used > most:
                    raise Bad(f"exceeds {mandate['document']['name']}: {used} of {most} minor units {window}")

    def planned(self, mandate, charge, limit):
        """Where the sums of a limit's period stand, and of those before it that roll over into it."""
        document, window, rollover = mandate["document"], limit["window"], limit.get("rollover", "none")
        most, name, last = self.minor_of(limit["max"], document["currency"]), charge["mandate"], None
        first = first_day(window, charge["day"], document)
        begun = first_day(window, mandate["since"][window], document)
        if rollover != "none" and begun < first:
            before = (datetime.date.fromisoformat(first) - datetime.timedelta(days=1)).isoformat()
            low = begun if rollover == "full" else before
            count = periods(window, begun, first) if rollover == "full" else 1
            last = most * count, most if rollover == "capped" else None, *self.period(name, window, low, before, charge["hour"], document)
        return window, most, *self.period(name, window, charge["day"], charge["day"], charge["hour"], document), last

    def period(self, mandate, window, low, high, hour, document):
        """The sums that periods add up, from the one that holds a day to the one that holds another, and their raises."""
        span, first, _, (raises, _) = period(window, low, hour, document)
        _, _, last, (_, raised) = period(window, high, hour, document)
        return ((self.slots(mandate, span), places(span, first, last)),
                (self.slots(mandate, "raise:" + window), places("hour", raises, raised)))


def total(slots, keys):
    """What some of the sums come to."""
    if not slots:
        return 0
    if len(keys) == 1:
        return slots.get(keys[0], 0)
    if len(slots) < len(keys):
        return sum(slots[key] for key in slots if key in keys)
    return sum(slots.get(key, 0) for key in keys)


def rolled_over(most, cap, sums, raises):
    """What earlier periods left."""
    left = max(0, most + total(*raises) - total(*sums))
    return left if cap is None else min(left, cap)


def spans(day, hour):
    """Every sum that a purchase of this day and hour is part of."""
    return ("hour", hour), ("day", day_number(day)), ("month", day_number(day[:8] + "01")), ("total", 0)


@functools.lru_cache(4096)
def places(span, low, high):
    """The places in time of a range; a month stands under its first day."""
    if span != "month":
        return range(low, high + 1)
    days = map(datetime.timedelta, range(low, high + 1))
    return tuple(day.days for day in days if (EPOCH + day).day == 1)


def add(slots, slot, minor):
    slots[slot] = slots.get(slot, 0) + minor


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
