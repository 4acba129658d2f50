"""Words that say little: what an answer is made of when nothing particular is in it."""

from __future__ import annotations

from syslead_cli.reflect.particulars import word_list

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
