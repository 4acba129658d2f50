"""What particular an answer has in it: people, words said, numbers, times, acts, things.

Word lists rather than a language model: every find can be shown to the leader as a reason, and
the work is a set look-up a word, so no text can make it slow.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

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
