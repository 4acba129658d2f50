"""What particular an answer has in it: people, words said, numbers, times, acts, things.

Word lists rather than a language model: every find can be shown to the leader as a reason, and
the work is a set look-up a word, so no text can make it slow.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from itertools import pairwise
from typing import Literal, NamedTuple, TypeAlias

_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
_QUOTED = re.compile(
    "[\"“”„«]([^\"“”„«»\n]{2,300})[\"“”»]|(?<![^\\s(:,-])['‘]([^'’\n]{1,80}(?:['’]\\w[^'’\n]{0,80}){0,4})['’](?!\\w)"
)
_CLOCK = re.compile(
    r"\b\d{1,2}(?:[.:]\d\d)?\s?(?:am|pm)\b|\b\d{1,2}[.:]\d\d\b|\bhalf (?:past )?\w+\b"
    r"|\b(?:at|about|around|before|after|past|by|til|till|until) (?:\d{1,2}|five|six|seven|eight"
    r"|nine|ten|eleven|twelve|noon|midnight|lunch|breakfast|teatime)\b(?! (?:of|more|per)\b)"
    r"|\b\d{1,2}(?:st|nd|rd|th)\b|\b\d+\s?(?:min|mins|minutes|hrs?|hours?)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<!\w)[£$€]?\d[\d,.]{0,20}(?:k|m|bn|%)?(?!\w)", re.IGNORECASE)


def word_list(text: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(text.split())


DETERMINERS = word_list(
    "the a an my our your his her their that this one another two three four five six "
    "seven eight nine ten some"
)
_SOMEBODY = word_list("he she him her hers his himself herself")

#: Somebody one could point at, when the word stands in the singular.
ROLES = word_list(
    """
    accountant actor adviser advisor advocate agent analyst apprentice architect assistant
    auditor auntie aunt baby bloke boss boy brother builder bursar candidate captain caretaker
    carer caseworker chair chairman chairwoman chaplain chap chef chief child clerk cleaner
    client clinician coach colleague collector commander commissioner constable consultant
    contractor cook coordinator coroner councillor counsellor cousin curate dad daughter deputy
    dentist detective developer dietitian director dispatcher doctor driver drummer employee
    engineer exec executive facilitator farmer father fella firefighter fireman foreman founder
    friend gardener girl governor gp grandmother grandad gran guard guy handyman headteacher
    head healthcare hca homeowner husband imam inspector intern interpreter investigator janitor
    journalist judge kid lad lady landlord lawyer leader lecturer librarian lollipop magistrate
    man manager matron mayor mechanic mentor midwife minister mother mum nan neighbour nephew
    niece nurse officer operator organiser owner paramedic parent partner pastor patient pa pcso
    pharmacist physio physiotherapist plumber policeman policewoman politician porter postman
    practitioner priest principal prisoner producer professor psychologist pupil rabbi
    radiographer receptionist refugee registrar rep reporter representative researcher resident
    secretary sergeant sgt dci dsi supt superintendent sister solicitor son specialist steward
    stranger student supervisor surgeon surveyor sw ta teacher teenager tenant therapist trainee
    trainer treasurer trustee uncle vicar visitor volunteer warden widow wife witness woman
    worker youth dad's mum's secretary's cabbie builder barista busker builder electrician
    newcomer opponent chairperson spokesperson ambulance crew ceo cfo coo mp dcs dph elder
    """
)
#: Several people, particular when counted or named by "the".
GROUPS = word_list(
    """
    cleaners nurses porters residents tenants pupils parents carers surgeons governors
    consultants councillors officers drivers volunteers kids patients teachers students tas hcas
    crew panel forum union board committee team shift ward staff neighbours families couple
    twins lads girls boys women men managers trustees visitors matrons
    """
)
TITLES = word_list("dr mr mrs ms miss sir dame prof professor cllr rev sgt insp councillor")

#: Acts a camera could have caught.
ACTS = word_list(
    """
    added agreed announced apologised argued arrived asked assaulted ate bent binned blocked
    blushed booked borrowed bought bounced bowed broke brought burst called cancelled carried
    caught chaired changed chased clapped climbed closed cooked copied corrected counted crashed
    cried crossed cut cycled danced declined delayed deleted delivered dialled died drafted
    drank dragged drew drove dropped emailed ended escorted extended fell filmed finished fixed
    flagged flew folded found froze frowned gave grabbed handed held hid hugged hung hushed
    interrupted introduced invited joined jumped kept kicked kissed knelt knocked laughed leaned
    leant left lent lifted listened lit locked logged looked lost made marched meant messaged
    met missed mopped moved muttered nodded objected offered opened ordered overheard overruled
    overslept packed paid parked paused phoned picked pinned played pointed posted poured
    presented printed promised protested proposed published pulled pushed put queued quit quoted
    ran rang read recorded refused rejected removed repeated replied resigned reversed rewrote
    rode rolled rubbed said sang sat scribbled scrapped sealed sent shook shouted showed
    shrugged shut sighed signed skipped slammed slept smiled smoked snapped sobbed sold spilled
    spilt spoke spotted squared stamped stared started stayed stepped stole stood stopped struck
    stuck suggested suspended swapped swept swore switched talked tapped texted thanked threw
    ticked told took tore touched turned tutted typed unlocked unplugged visited voted waited
    walked warned watched waved wept went whispered winked withdrew woke won wore wrote yelled
    queried rephrased reopened rejigged refunded redrew rebooked postponed paired passed nicked
    misread mumbled led laid gasped fetched extended emptied dug dished chucked cc'd bcc'd
    backed asked admitted accepted sorted dealt chose decided came asking rung
    """
)
#: Acts that say little unless something else in the sentence does.
_FAINT_ACTS = word_list(
    "agreed changed made gave kept looked went came took talked met led meant found lost "
    "brought listened offered put dealt chose decided sorted started stayed"
)
#: What one will do, where an intention is asked for.
PLANNED_ACTS = word_list(
    """
    say ask ring call phone write send read sit stand walk wait count pause stop name hand give
    open close shut leave turn put invite offer introduce thank repeat text email go start look
    nod breathe move draw point knock visit raise bring tell suggest propose announce sign chair
    print pass shake hold take swap park step bite zip make
    """
)
#: Things and places one could photograph.
THINGS = word_list(
    """
    agenda aisle apron armchair attic baby bag balcony bath bay bed bell bench bike bin biscuit
    biscuits blanket board blackboard boat boiler book boots bottle bowl box brew bridge
    briefcase bucket bungalow bus cab cake camera canal canteen car card cardigan carpark carpet
    cell cereal chair chairs chalk chapel church clipboard clock closet coat coats coffee coffin
    cordon corner counter court crisps cup cupboard curtain curtains cushion dashboard depot
    desk diary dinner dog door doorway drawer driveway email envelope estate fag fence fire
    flask flat flipchart floor flower flowers folder fork form fridge garage garden gate ghost
    glass glasses graph gym hall hallway hand hands handout hat helmet hostel jacket jug jumper
    kettle key keys kitchen lamp lanyard laptop ledger letter letters letterbox library lift
    list loo loos lorry lounge lunchbox lunch mail map marker memo microphone mic minibus mirror
    mug muffin nappy newspaper note notebook noticeboard notepad office paper papers park
    passport path pavement pen pencil phone photo photos picture pipe pizza plaster plate
    playground porch poster post-it pram printer projector pub puddle pushchair queue radiator
    radiators radio railings rain ramp receipt reception refuge road room roof rota rug sandwich
    scarf school screen screenshot seat shed shelf shoe shoes shop shoulder shovel sign sink
    siren slide slides sofa spreadsheet stage stairs stairwell station stool street string suit
    suitcase supper surgery sweets table tarmac taxi tea teapot tent text theatre ticket tie
    till tissue tissues toast toilet torch towel tower town tractor train tray trolley trousers
    tub tunnel tyre umbrella uniform van vest village voicemail waistcoat wall wallet ward
    wellies wheelchair whiteboard window yard car-park seconds damp bins bedsit basement bandage
    bacon rolls pumps postcard cctv ambulance headphones badge barrier beds biro blinds hoover
    crutches tablet inbox minutes invoice
    """
)
_PICTURES = word_list(
    "board table door room hand hands corner wall floor path bridge road picture stage camera map "
    "seat seats list office park tower note form key keys paper screen post slide sign school card "
    "town street village fire estate court train string list bed rain agenda flat text"
)
_DAYS = word_list(
    """
    monday tuesday wednesday thursday friday saturday sunday mon tues tue wed weds thurs thur
    thu fri sat sun mondays tuesdays wednesdays thursdays fridays saturdays sundays yesterday
    january february march april june july august september october november december jan feb
    aug sept oct nov dec xmas christmas easter eid diwali ramadan tonight lunchtime teatime noon
    midnight dawn dusk halfterm breakfast
    """
)
_NUMBER_WORDS = word_list(
    """
    two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred
    dozen twice half quarter
    """
)


class Found(NamedTuple):
    """How many particulars of each sort a sentence has."""

    quotations: int = 0
    people: float = 0
    times: int = 0
    numbers: float = 0
    acts: float = 0
    things: float = 0
    planned: int = 0


def words_of(text: str) -> list[str]:
    """The words as typed."""
    return _WORD.findall(text)


def quotations_in(text: str) -> list[str]:
    """Words somebody said, without their marks; a single quoted word is no quotation."""
    inner = (double or single for double, single in _QUOTED.findall(text))
    return [said for said in inner if len(said.split()) > 1]


def find(sentence: str) -> Found:
    """The particulars of one sentence."""
    typed = words_of(sentence)
    lower = [word.lower().replace("’", "'") for word in typed]
    times = len(_CLOCK.findall(sentence)) + sum(word in _DAYS for word in lower)
    rest = _CLOCK.sub(" ", sentence)
    numbers = len(_NUMBER.findall(rest)) + 0.6 * sum(word in _NUMBER_WORDS for word in lower)
    return Found(
        quotations=len(quotations_in(sentence)),
        people=_people(typed, lower),
        times=times,
        numbers=numbers,
        acts=sum(0.5 if word in _FAINT_ACTS else 1.0 for word in lower if word in ACTS),
        things=sum(0.5 if word in _PICTURES else 1.0 for word in lower if word in THINGS),
        planned=sum(word in PLANNED_ACTS for word in lower),
    )


def _people(typed: Sequence[str], lower: Sequence[str]) -> float:
    score = float(sum(word in _SOMEBODY for word in lower))
    for at, word in enumerate(lower):
        before = lower[max(0, at - 3) : at]
        if word in ROLES:
            score += 1.0 if not DETERMINERS.isdisjoint(before) else 0.5
        elif word in GROUPS and not DETERMINERS.isdisjoint(before[-1:]):
            score += 0.5
        elif is_name(typed, at):
            score += 1.0
    return score


_NOT_NAMES = word_list("i i'm i'd i've i'll ok mr tv pm am uk nhs hr it gp")


def is_name(typed: Sequence[str], at: int) -> bool:
    """A capital inside a sentence that is not shouting; or anything after a title."""
    word = typed[at]
    if at and typed[at - 1].lower() in TITLES:
        return True
    if at == 0 or not word[0].isupper() or len(word) < 2 or word.isupper():
        return False
    lower = word.lower().replace("’", "'")
    return lower not in _NOT_NAMES and lower not in _DAYS


# ── generalities ──
# Words that say little: what an answer is made of when nothing particular is in it.


#: The vocabulary of leadership in general.
ABSTRACT = word_list(
    """
    accountability accountable agile agility alignment always ambition ambitious amazing
    approach authentic authentically authenticity aware awareness balance balanced behaviours
    belief believe believer build building candour capacity challenge challenges challenging
    champion change clarity climate collaborate collaborating collaboration collaborative
    collective comfortable commitment committed communicate communication communications
    compassion compassionate complex complexity connected constantly constructive consult
    contribution cornerstone courage courageous creating credit crucial culture curiosity
    curious deliver delivery dialogue difference different difficult diverse diversity dynamics
    efficient embed embedding embrace empathetic empathy empower empowered empowering enable
    enabling encourage engage engaged engagement ensure ensuring environment equal essence
    essential ethos everybody everyone everyone's everything excellent experience fair fairness
    fairly firmly flexible focus foster fostering front-line frontline future general generally
    generosity generous genuine genuinely goals good grow growth holistic honest honestly
    honesty humble humility hugely ideas impact important improve improvement inclusion
    inclusive influence innovation innovative insight insights inspire integrity interaction
    invest journey key landscape leader leaders leadership leading learn learning lens levels
    listening local manage meaningful mindful mindset mission model modelling momentum motivate
    mutual navigate needs network often open openly openness opportunities opportunity
    organisation organisational organisations outcomes ownership participation partners
    partnership partnerships passion passionate people people's perception perspective
    perspectives pillars place plan planning platform positive power practice pressure pressures
    prioritise priorities proactive proactively process professional progress purpose quality
    reality reflect reflecting reflection reflective relationship relationships resilience
    resilient resources respect respectful responsibility robust sector sectors service services
    shared skills society space staff stakeholder stakeholders standards strategic strategy
    strength strengths strive strong strongly structures succeed success support supporting
    supportive sustainable synergy system systemic systems teams tension tensions together tough
    transform transformation transparency transparent transparently trust trusted trusting truth
    uncertainty understand understanding unity valuable value valued values various vision
    visible visibility voice voices vulnerable vulnerability welcome wellbeing wider workforce
    world
    """
)

#: Everybody, always, and other words that point at nothing.
GENERAL = word_list(
    """
    all always any anyone anything basically certain constantly continually every everybody
    everyone everything everywhere forever frequently generally lots many most mostly much never
    normally often ones others overall people plenty regularly several should some somebody
    someone something sometimes stuff tend tends things thing try tried tries trying typically
    us usual usually various whatever whenever would various ought must need needs hope
    hopefully kind sort bit better more better less
    """
)

#: Beside these a number counts nothing one could see.
SWEEPING = word_list("all across each every everyone everything most year level levels")

#: Feelings, which need an event to be particular.
FEELING = word_list(
    """
    afraid alive alone angry annoyed anxious ashamed awful calm cross dread drained exhausted
    fed feel feeling feelings feels felt flat frazzled frustrated frustrating furious gutted
    happy hate knackered lonely lost love low mad miserable moody nervous numb overwhelmed proud
    relieved rough sad scared shattered sick small stressed stupid tense tired unappreciated
    undervalued unhappy upset weary worried worry worn wobbly
    """
)

#: What the entries of a diary are called.
MEETINGS = word_list(
    """
    1:1 1:1s agm appraisal appraisals away board boards brief briefing briefings budget budgets
    cabinet call calls catch-up check-in committee committees conference contract day ed emails
    exec finance forum governance governors handover hr huddle icb interview interviews
    interviews liaison mash meeting meetings monitoring ofsted one-to-one one-to-ones panel
    panels partnership planning prep review reviews safeguarding scrutiny session sessions slt
    smt standup steering strategy summit supervision supervisions team teams training union
    update updates visit visits webinar workshop workshops zoom inspection performance group
    """
)

#: Small words, which neither say something back nor anew.
DULL = word_list(
    """
    a about after all also am an and any are as at be been before being but by can could d did
    do does doing done for from get getting go going got had has have having he her him his how
    i if in into is it its just like ll m me might more most much my no not of off on one or our
    out over own re really s say she so such t than that the their them then there these they
    this those to today too tomorrow up us ve very was way we week were what when where which
    while who will with would yes you your month lately yesterday next last exactly
    """
)


# ── grading ──
# Full or thin: whether an answer holds something particular.
#
# The sentence with most in it decides, so one real moment counts however much is said around it,
# and generalities stay thin however long. The leader's own word always wins; this is a first guess,
# shown with its reasons.


Outcome: TypeAlias = Literal["full", "thin"]

ENOUGH_WORDS = 12
_FRESH, _MOST_FRESH = 0.2, 1.2
_NEEDED = 2.0
#: An answer longer than this is judged by its beginning.
_JUDGED_GRADING = 20_000
_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]+(?=\s|$)|\n+|;")
_PIECE_END = re.compile(r"[,/;\n]|\bthen\b|\band\b|\d[ap]m|\s-\s")


class Grade(NamedTuple):
    """``reasons``: what particular was found, or in a thin answer what it is instead."""

    outcome: Outcome
    words: int
    reasons: tuple[str, ...] = ()


_NO = word_list(
    "no nothing none nobody nowt never not nope didnt didn't hasnt hasn't havent haven't wasnt "
    "wasn't dont don't couldnt couldn't nowhere isnt isn't noone neither cant can't wouldn't "
    "wouldnt zero"
)
_REASON = word_list("because cos coz cuz since as so due until til till")
_REASON_MARK = re.compile(
    r"\s[-–—]\s|[:,;.]\s|\band\b|\bthey\b|\bi'(?:d|ve)\b|\bid\b|\bive\b", re.I
)
_BARE = re.compile(
    r"(?:^|\b)(?:pass|n/?a|nothing (?:comes|springs|much|really|to|specific|particular|in part)"
    r"|not that i|can'?t think|cannot think|struggling to think|not sure|don'?t know|dunno"
    r"|as usual|usual|no one new|nil|skip|too busy|no time|been one of those)\b",
    re.IGNORECASE,
)


def grade(text: str, prompt_text: str, kind: str) -> Grade:
    """Full or thin, and why. ``kind`` is the prompt's: an intention is held to its cue."""
    judged = text[:_JUDGED_GRADING].replace("’", "'")
    words = words_of(judged)
    length = count_words(text)
    if not words:
        return Grade("thin", length, ("nothing said",))
    if said_back(words, words_of(prompt_text)):
        return Grade("thin", length, ("the question said back",))
    if is_list(judged, words):
        return Grade("thin", length, ("a list",))
    if not looks_english(words):
        return _other_language(judged, length)
    sentences = [part for part in _SENTENCE_END.split(judged) if part and part.strip()]
    found = [find(sentence) for sentence in sentences]
    asked = {_stem(word) for word in words_of(prompt_text)}
    scores = [_score(sentence, has, asked) for sentence, has in zip(sentences, found, strict=True)]
    best = _best_pair(scores) + _planned(judged, found, kind) + _reasoned_no(judged, words)
    reasons = reasons_in(found)
    if best >= _NEEDED:
        return Grade("full", length, reasons or ("a reason",))
    return Grade("thin", length, ("nothing particular",))


def _best_pair(scores: Sequence[float]) -> float:
    """The richest sentence with what its richer neighbour adds."""
    best = max(scores)
    for one, two in pairwise(scores):
        best = max(best, one + two)
    return best


def _score(sentence: str, has: Found, asked: Set[str]) -> float:
    words = [word.lower() for word in words_of(sentence)]
    vague = sum(word in ABSTRACT for word in words) * 0.8
    vague += sum(word in GENERAL for word in words) * 0.5
    vague += sum(word in FEELING for word in words) * 0.3
    counted = has.numbers if SWEEPING.isdisjoint(words) else has.numbers / 3
    concrete = (
        2.0 * min(has.quotations, 1)
        + min(2.2, 1.1 * has.people)
        + min(1.5, 1.0 * has.times)
        + min(1.2, 0.8 * counted)
        + min(2.4, 1.2 * has.acts)
        + min(1.6, 0.8 * has.things)
    )
    fresh = {_stem(word) for word in words if _is_plain(word)} - asked
    return concrete + min(_MOST_FRESH, _FRESH * len(fresh)) - vague


def _is_plain(word: str) -> bool:
    """A word of weight that is on none of the vague lists."""
    return len(word) > 2 and not any(
        word in words for words in (DULL, ABSTRACT, GENERAL, FEELING, MEETINGS)
    )


_CUE = re.compile(
    r"\b(?:if|when|whenever|next time|as soon as|before|after|once|the moment|at item)\b", re.I
)
_WILL = re.compile(r"\b(?:will|i'?ll|ill|i'm|im|then|i)\b", re.I)


def _planned(text: str, found: Sequence[Found], kind: str) -> float:
    if not (_WILL.search(text) and (_CUE.search(text) or kind == "intention")):
        return 0.0
    return min(1.6, 0.8 * sum(has.planned for has in found))


def _reasoned_no(text: str, words: Sequence[str]) -> float:
    lower = [word.lower() for word in words]
    if _NO.isdisjoint(lower[:6]) or _BARE.search(text):
        return 0.0
    if not _REASON.isdisjoint(lower[1:]):
        return 1.6
    return 0.8 if _REASON_MARK.search(text) else 0.0


_SAYS = word_list("i i'd i'm id we he she they was were is said had didn't did it")


def is_list(text: str, words: Sequence[str]) -> bool:
    """A run of short pieces that are mostly names of meetings."""
    pieces = [piece for piece in _PIECE_END.split(text) if piece.strip()]
    if len(pieces) < 3:
        return False
    lower = [word.lower() for word in words]
    if len(pieces) >= 5 and len(words) <= 4 * len(pieces) and _SAYS.isdisjoint(lower):
        return True
    meetings = sum(word in MEETINGS for word in lower)
    return meetings >= 2 and len(words) <= 5 * len(pieces) and meetings * 5 >= len(words)


def said_back(words: Sequence[str], prompt: Sequence[str]) -> bool:
    """Hardly a word of weight that the question did not have."""
    asked = {_stem(word) for word in prompt} | DULL
    fresh = {_stem(word) for word in words if word.lower() not in GENERAL} - asked
    echoed = {_stem(word) for word in words} & ({_stem(word) for word in prompt} - DULL)
    return len(fresh) <= 2 and len(echoed) >= 2 and len(echoed) > len(fresh)


_IRREGULAR = {
    "saw": "see", "seen": "see", "said": "say", "told": "tell", "heard": "hear", "did": "do",
    "done": "do", "gave": "give", "given": "give", "left": "leave", "went": "go", "gone":
    "go", "thought": "think", "knew": "know", "felt": "feel", "made": "make", "took": "take",
    "taken": "take", "met": "meet", "kept": "keep", "spoke": "speak", "understood":
    "understand", "somebody": "someone", "learned": "learn", "learnt": "learn", "bent":
    "bend", "ended": "end", "chose": "choose", "chosen": "choose",
}  # fmt: skip


def _stem(word: str) -> str:
    word = word.lower().replace("’", "'").removesuffix("'s").replace("'", "")
    word = _IRREGULAR.get(word, word)
    for ending in ("ing", "ed", "es", "s"):
        if len(word) > len(ending) + 3 and word.endswith(ending):
            return word[: -len(ending)]
    return word


def count_words(text: str) -> int:
    """How many words; where no spaces are written, two characters count as one."""
    unspaced = sum(1 for character in text if "\u3040" <= character <= "\u9fff")
    return len(words_of(text)) if not unspaced else max(len(words_of(text)), unspaced // 2)


_ENGLISH = word_list(
    "the a an and of to in i it is was that he she we they on for with my me you not no at but his "
    "her had be been have as so by or who what from this are were their our us him them its did "
    "do up out said if then when will i'll i'd i've don't"
)


def looks_english(words: Sequence[str]) -> bool:
    """Whether small English words are as common as in any English sentence."""
    if len(words) < 5:
        return True
    small = sum(word.lower() in _ENGLISH for word in words)
    return small * 12 >= len(words)


def _other_language(text: str, length: int) -> Grade:
    """No word lists for it: length, and what needs none."""
    found = find(text)
    marks = min(found.quotations, 1) + min(found.numbers + found.times, 1) + min(found.people, 1)
    enough = length >= ENOUGH_WORDS or (length >= 6 and marks >= 1)
    return Grade("full" if enough else "thin", length, reasons_in([found]) if enough else ())


def reasons_in(found: Sequence[Found]) -> tuple[str, ...]:
    """What was found, in words for the screen."""
    names = ("a quotation", "a person", "a time", "a number", "an act", "a thing")
    totals = [sum(has[at] for has in found) for at in range(len(names))]
    return tuple(name for name, total in zip(names, totals, strict=True) if total >= 0.5)


# ── follow_up ──
# One question back to a thin answer, in the leader's own words.
#
# The form is chosen by what was written; the quotation is always a piece of the answer, as typed.


_CLAUSE = re.compile(r"[^.,;:!?\n—–…]+")
_MARKS = "\"“”'‘’-–—()[]*.,;:!?… "
_LONGEST = 8  # words quoted
_MOST_CHARACTERS = 70
_JUDGED = 2000


class Form(NamedTuple):
    """What calls for it, and the question that goes after the quotation."""

    sign: re.Pattern[str]
    question: str


def _form(sign: str, question: str) -> Form:
    return Form(re.compile(rf"\b(?:{sign})\b", re.IGNORECASE), question)


#: In the order they are tried; each quotes the clause its sign stands in.
FORMS = (
    _form(
        r"will|i'll|should|must|need to|needs to|try to|tried to|hope to|aim to|more|less",
        "Where would it start: with whom, and at what moment?",
    ),
    _form(
        r"(?:was|were|went|is|it's|been|all|pretty|quite|really) (?:\w+ )?"
        r"(?:fine|ok|okay|good|great|well|smoothly|brilliant|lovely|positive)",
        "Was there one moment when it was not?",
    ),
    _form(
        r"tired|knackered|exhausted|drained|stressed|worried|anxious|angry|cross|sad|low"
        r"|feeling (?:very )?flat|feel lost|lost with"
        r"|frustrated|upset|overwhelmed|lonely|happy|proud|pleased|relieved|shattered|scared|hate",
        "What happened just before you noticed?",
    ),
    _form(
        r"difficult|hard|tough|bad|badly|tricky|challenging|awful|messy|complicated|rough",
        "Which minute of it stays with you?",
    ),
    _form(
        r"always|often|usually|normally|regularly|constantly|generally"
        r"|every (?:day|week|time|night|room|level|meeting)|all the time",
        "When was the last time, and who was there?",
    ),
    _form(
        r"everyone|everybody|people|somebody|someone|others|staff|partners?|colleagues|my team"
        r"|the team|stakeholders|nobody",
        "Who is one of them, by role, and what did they do or say?",
    ),
    _form(
        r"trust|challenge|change|communication|engagement|collaboration|relationships|culture"
        r"|respect|honesty|support|leadership|listening|pressure|conflict|vision|values",
        "What did somebody do or say that showed it?",
    ),
)
_FINE = re.compile(r"(?:all |it was |just )?(?:fine|ok|okay|good|great|well)", re.IGNORECASE)
_NOTHING = re.compile(
    r"\W*(?:no|nope|nothing|none|nobody|no one|noone|nowt|not really|n/a|not that i|can'?t think"
    r"|don'?t know|dunno|not sure|pass)\b",
    re.IGNORECASE,
)
#: No quotation is cut off after one of these.
_JOINING = frozenset(["a", "an", "the", "and", "or", "of", "on", "in", "to", "with", "for", "as",
                      "at", "i", "be", "is", "this", "so", "that", "how", "quite"])  # fmt: skip
_CAME_CLOSEST = "What came closest, even so?"
_OF_A_LIST = "Which of them held a moment you would keep?"
_OF_A_PLAN = "What would you see or hear just before you do it?"
_BY_DEFAULT = "Is there one small moment of it to put down: who, where, what was said?"


def follow_up(text: str, kind: str) -> str:
    """The question for a thin answer, the leader's words first; empty where nothing was said."""
    text = " ".join(text[:_JUDGED].split())
    clauses = [clause for piece in _CLAUSE.findall(text) if (clause := piece.strip(_MARKS))]
    if not clauses:
        return ""
    # “Well, …” and “So: …” are no more than a breath.
    clauses = [clause for clause in clauses if " " in clause] or clauses
    if _NOTHING.match(text):
        return _asked(text.strip(_MARKS), 0, _CAME_CLOSEST)
    if _FINE.fullmatch(clauses[0]):
        return _asked(clauses[0], 0, FORMS[1].question)
    if is_list(text, words_of(text)):
        return _asked(text.strip(_MARKS), 0, _OF_A_LIST)
    for form in FORMS:
        for clause in clauses:
            if found := form.sign.search(clause):
                return _asked(clause, found.start(), form.question)
    return _asked(clauses[0], 0, _OF_A_PLAN if kind == "intention" else _BY_DEFAULT)


def _asked(clause: str, at: int, question: str) -> str:
    return f"You wrote “{_shortened(clause, at)}”. {question}"


def _shortened(clause: str, at: int) -> str:
    """At most eight words in a row, among them the one at that character."""
    words = clause.split()
    word = clause[:at].count(" ")
    start = max(0, min(word - _LONGEST // 2, len(words) - _LONGEST))
    kept = words[start : start + _LONGEST]
    while len(kept) > 1 and len(" ".join(kept)) > _MOST_CHARACTERS:
        kept = kept[:-1]
    while start + len(kept) < len(words) and len(kept) > 3 and kept[-1].lower() in _JOINING:
        kept = kept[:-1]
    return " ".join(kept)[:_MOST_CHARACTERS].rstrip(_MARKS) or clause[:1]
