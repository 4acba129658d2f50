"""Words the identity check knows: first names, titles, and capitalised words that are no names.

No list of names is ever complete. These only tip the balance where the sentence itself leaves
it open (core/person_names.py).
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Given names common in Britain, of many origins, that are no other English word.
FIRST_NAMES = _words("""
aaliyah aarav aaron abbie abdi abdul abdullah abena abigail abimbola achieng adaeze adam ade adebayo
adele adeola aditi adrian adwoa agata agnes agnieszka ahmad ahmed aidan aileen ailsa aisha aisling
ajay akash akiko akosua akua alan alasdair alastair albert aled alejandro aleksandra alessandro alex
alexander alexandra alfie ali alice alicia alina alisha alison alistair alun amaka amanda amara
amelia amina amir amira amit amrit amy ana ananya anastasia anders andrea andreas andrei andrew
andrzej andy aneirin aneta angela angharad angus anika anil anita anjali ankit ann anna anne annie
anthony antonio anwen anya aoife aparna archie ariana arjun arthur arun arwel ashley ashok asif asma
astrid audrey aurora ava ayaan ayesha ayo ayse azra babatunde barbara barry bartosz beata beatrice
beatriz becky ben benjamin bernadette bernard bertha beth bethan betty bhavna bilal bjorn blessing
bob bogdan boguslaw bola bolanle brandon brenda brendan brian bridget brigid bronagh bronwen bruce
bryan bukola caitlin callum calum cameron camila camille caoimhe carl carla carlos carmen caroline
carwyn carys catalin catherine cathy catrin catriona cedric ceri cerys chantelle charles charlie
charlotte chiara chidi chika chinedu chinua chioma chipo chloe chris christina christine christopher
chukwu ciara ciaran claire clara clare claudia clive clodagh colette colin colm conall connor conor
constance corina cormac cosmin costas costel craig cristina cynthia daithi daniel daniela danielle
danny danuta darius dariusz darren dave david davina deb debbie deborah declan deepa deepak deirdre
delroy delyth denise dennis derek desmond dev devi devon dewi dhruv diana diane diarmuid diego
dieudonne dilys dimitri dimitris divya dmytro dominic dominika donal donald donna doreen doris
dorota dorothy doug douglas dragos dumitru duncan dwayne dylan eamon ebele ebony ed eddie edith
edward edwin efua eileen eilidh eimear eirlys elaine eleanor elena eleni eleri elif elijah elizabeth
ella ellen ellie elliot elsie eluned elzbieta emeka emer emilia emily emlyn emma emmanuel emre emyr
enid eoghan eoin eric erin esme esther ethan eugene eva evan eve evelyn evie ewa ewan fabio faisal
farah farai farhan farida farrukh fatima fatma fatou fatoumata fatuma felicity felix femi feng
fergus ffion finlay fiona fionn fionnuala florin folake folasade francesca francis francois fraser
fred freddie freja freya funmi gabriel gabriela gareth garry gary gavin gearoid gemma geoff geoffrey
george georgina geraint gerald gerard gethin gheorghe giorgos gita giulia giuseppe gladys glenda
glenys gloria gopal gordon graeme graham grainne grazyna greg gregor gregory gruff grzegorz gulsen
gurdeep gurpreet gwen gwenllian gwilym gwyn gwyneth habiba hadiya hafsa halima halina hamish hamza
han hanna hannah harbhajan hardeep harjit harold haroon harpreet harriet harry haruka haruto
harvinder hasan hassan hawa hayley hazel hector hefin heledd helen helena henry hilary hiroshi hodan
hugh hugo humphrey huseyin hussein hywel iain ian ibrahim idris iestyn ieuan ifan ifeoma ifor ileana
ilinca iman imelda imran indira ines ingrid innes ioan ioana iolo iqra irena irene irfan iris iryna
isaac isabel isabella isla ismail ivan iwona jacek jackie jacob jacqueline jadwiga jagdeep jake
jakub jamal james jamie jan jane janet janice janine jared jaroslaw jasmine jason jaspreet jaswinder
javed javier jayden jayne jeanette jeff jeffrey jemima jen jennifer jenny jeremy jermaine jerome
jerzy jess jessica jill jim jin jo joan joana joanna joanne joao joe joel johanna john johnny jon
jonathan jordan jorge jose joseph josephine joshua joyce juan judith judy julia julian julie juliet
justin justyna jyoti kabir kalpana kamal kamala kamau kamil kamran kaori karan karen karim karina
karl kasia katarzyna kate katerina kath katherine kathleen kathryn kathy katie katrina katy kavita
kay kayden kayleigh keisha keith kelechi kelly kemal kemi ken kenji kenneth kerry kevin kezia keziah
khadija khalid kieran kinga kiran kirsten kirsty kirti kofi kojo konrad krishna kristina krystyna
krzysztof kuldeep kunle kwabena kwame kwasi kyle lachlan laila lakshmi lars latisha latoya laura
lauren layla leah leanne lee leif leila leon leonard lerato leroy lesley leslie lewis li liam lidia
liliana lily lina linda lindsay linh lisa liz lizzie llewellyn llinos lloyd llyr logan lola lorcan
lorna lorraine louis louisa louise lowri luca lucas lucia luciana lucinda lucy luis lukasz luke
lydia lynn lynne maciej madalina madeleine maeve magda magdalena magnus mahad mahmoud mairead mairi
maisie malachy malcolm malgorzata malik mandeep manjit manoj marcia marcin marcus mareike marek
margaret maria mariam marian marie marina mario marion marius mariusz marlon marta martha martin
marva marvin mary maryam mateo mateus mateusz matilda matteo matthew maureen maurice maya małgorzata
meena meera megan mehmet mei melanie melissa menna mercy merlene meryem mette meurig mhairi michael
michal michał michelle miguel mihaela mihai mika mike mikolaj millie milly mina ming mirain mircea
miriam miroslaw mo mohamed mohammad mohammed mohan moira molly mona monica monika morag morfydd
morgan moses muhammad mukesh muna murat murdo muriel musa mustafa myfanwy mykola nabila nadia nadine
naeem naima naina naledi nancy nandini naoko naomi narinder nasra nasreen natalia natalie natalya
natasha nathan nathaniel navdeep naveed nazli neelam neha neil nerys ngozi nia niall niamh nicholas
nicola nicole nicoleta nigel nikhil nikita nikos nimmi nina nisha njeri nkechi noah nomsa noor nora
norma norman nuala nyasha obi obinna octavian odette oisin oksana olamide oleh olena olga oliver
olivia olu oluwaseun omar oonagh orla orlaith oscar osman otieno otis ovidiu owain owen oyin ozlem
padraig pamela panayiota parminder parveen patricia patrick patrycja paul paula pauline pawel paweł
pedro peggy percy perpetua peter petra petru phil philip philippa phoebe phyllis pierre pilar piotr
polly pooja prakash pranav precious preeti priscilla priti priya przemek qasim quynh rabia rachael
rachel radu rafael rafal rahim rahma rahul raj raja rajesh raju rakesh ralph raluca ramesh rania
rashid ravi raymond razvan rebecca reena reggie reginald rehana rekha renata rhian rhiannon rhodri
rhona rhys richard ricky rita ritu rizwan robert roberta roderick rodica rodney roger rohan rohit
roisin roland ron ronald ronan rory rosalind rosemary rosie rowena roxanne roy ruairi ruaridh rudo
rukhsana rupert russell ruth ryan ryszard saanvi sabrina sadia saeed safiya sahar saima sajid salim
sally salma sam samantha samina samir samira samuel sanaa sandeep sandra sangeeta sanjay saoirse
sapna sara sarah sarita saskia satish scott seamus sean sebastian seema selin seren serena sergei
serkan shabana shabnam shafiq shahid shalini shamima shane shanice shannon sharon shaun shazia
sheila shilpa shirley shona shreya shruti sian sibusiso siddharth sigrid silvia simon simone simran
sinead siobhan sioned sipho sita siwan slawomir sneha sofia sohail solomon solveig sonal sonia
sophia sophie sorcha sorin stacey stanislaw stanley stavros stefan stella stephanie stephen steve
steven stewart struan stuart sukhdeep sukhwinder suki suleiman sultana sumaya sunil sunita suresh
surinder susan susanna susannah suzanne sven svetlana svitlana swati sylvia sylwia szymon tabitha
tadeusz tadhg tahir tahira takashi tamara tamika tamsin tania tanisha tanya tara taras tariq tariro
tarun tasha tatenda tatiana ted tegwen temi tendai teresa terry thabo thandiwe themba theo theresa
thiago thomas tia tiago tiffany tim timothy tina tobias toby tolga tolu tom tomasz tommy tomos tony
torben tracey tracy trang trevor tricia trish trudy tuan tudur tunde tyrell tyrone uche una urszula
usha usman valentin valentina valerie vanessa varun vasile vasyl veena vera veronica vicky vijay
vikram vincent vinod viorel vivek vivian viviana volodymyr waldemar waleed walter wanda wanjiru
waqar wasim wayne wei wendy weronika wesley wieslaw wiktoria wilfred william winifred winston
wojciech wyn xanthe xiao yan yasmin yasmine yemi yetunde yiannis yolanda yuki yulia yumi yusuf
yvette yvonne zac zachary zahra zain zainab zanele zara zaynab zbigniew zeeshan zeinab zeynep zoe
zofia zoltan zsofia zuzanna łukasz
""")

#: Surnames so common that they are names at the start of a sentence too.
SURNAMES = _words("""
adeyemi ahmed akhtar ali allen anderson bailey baker begum bennett bhatt brown campbell carter
chaudhry chen choudhury clarke cohen collins cooper davies davis desai edwards evans fernandes
fernandez fletcher gallagher garcia gonzalez griffiths gupta hamilton harris harrison henderson
hughes hussain iqbal islam jackson jenkins johnson johnston jones joshi kapoor kaur kelly kennedy
khan kowalski kumar lewis macdonald mahmood malik marshall mcdonald mehta mensah miah miller
mitchell moore morgan morris murphy murray nguyen nowak obrien o'brien o'connor o'neill okafor
okonkwo oneill owusu parker patel pereira phillips powell qureshi rahman reid reynolds roberts
robertson robinson rodriguez rogers ryan sharma shah simpson singh smith stewart sutherland taylor
thomas thompson thomson turner walker walsh watson williams williamson wilson wong wright yilmaz
zhang
""")

#: Given names that are also words, months or places: the sentence has to say which.
AMBIGUOUS = _words("""
abel amber angel april august autumn basil bill bobbie candy carol cary chad charity chase chelsea
christian clay cliff coral crystal daisy dale dawn dean destiny dot drew duke earl eden faith fay
fern florence frank gene georgia gill glen grace grant guy happy harmony harvey heath heather
holly honor hope hunter india ivy jack jade jasper jay jean jewel josh joy june kent lance lincoln
mabel mark max may melody mercy miles misty neville nick noble norm olive paris pat patience pearl
peace penny pip poppy prince prudence ray rich rob robin rose ross ruby rusty sandy sage savannah
sky skye sterling stew storm sue summer sydney tiger trinity troy verity victoria violet virginia
will
""")
SEASONS = _words("april august autumn june may summer")

#: Before a name, in any case where they are no word of their own.
SHORT_TITLES = _words("mr mrs ms mx dr prof cllr rev sgt supt insp fr hon")
TITLES = SHORT_TITLES | _words("""
miss professor councillor sir dame lord lady baron baroness reverend father sister brother
sergeant inspector superintendent constable detective dci di ds dc pc nurse matron judge imam
rabbi pastor canon bishop captain major colonel uncle aunt auntie aunty nan grandma grandad
""")
#: Between the parts of a surname.
PARTICLES = _words("van von der den de del della di da du la le ter ten bin ibn al el ap ab y")

#: What people do and groups seldom: after a capitalised word it makes that word a person.
PERSON_VERBS = _words("""
added admitted advised agreed answered apologised argued arrived asked asks believed believes
blushed calls chaired chairs challenged chose claimed complained confessed cried decided disagreed
drew drove explained explains feels felt filled forgot gave got grew grinned hated hates held
hesitated hoped hopes hugged insisted interjected interrupted introduced is joined joked knew knows
laughed laughs led left liked likes listened lived lives looked lost loved loves made managed
married mentioned messaged moaned muttered nodded noticed offered phoned pointed promised proposed
pushed put quoted raised ran rang read recalled refused remembered remembers reminded replied
reported resigned responded retired rewrote said sat saw says seemed sent shared shouted showed
shrugged sighed smiled smiles sobbed spends spent spoke stayed stepped stood stopped studied
suggested suggests supported swore talked taught tells texted thanked thanks thinks thought told
took translated travelled tried walked wanted wants warned was weighed went wept whispered will
winced wishes wondered wonders works worried wrote yelled
""")
#: Of those, the ones months, virtues and departments do as well.
_LOOSE = _words("is was felt gave grew got left lost made seemed will held took went stopped works")
SPEAKING = PERSON_VERBS - _LOOSE

#: The word before a person.
TO_PERSONS = _words("""
with told asked met thanked thank thanks called rang phoned emailed messaged texted tell ask
promised promise invited praised challenged supported interrupted quoted dear hi hello said says
replied asks named colleague friend deputy analyst except like
""")
#: The word before a place, a month or a group.
TO_PLACES = _words("""
in at near across around into through throughout towards within outside the since until till
during last next every this over
""")
LEAVING = _words("from to of for")
#: What is done to a person: "to" after it leads to one, where after "went" it leads to a place.
ADDRESSING = _words("""
according apologised barked explained gave glared handed introduced laughed lied listened listening
mentioned passed promised proposed replied reported said says sent shouted showed signalled speak
speaking sorry spoke talk talked talking thanks turned waved whispered wrote yelled
""")
#: What follows a name that is called: "Ignacy, could you".
CALLING = _words("can could please thank thanks would")
SAYING = _words("added agreed asked asks explained insisted replied said says wrote")

#: A group, place, paper or event: no run of capitals that has one of these is a person.
ORGANISATION = _words("""
academy act agency alliance ambulance association authority board borough building bureau cabinet
care cathedral centre charity children church city clinic club co-production code college
commission commissioner commissioning committee community conference constabulary corporation
council county court covenant credit day department directorate district division economy
education emergency england enquiry enterprise estate estates europe executive fire flexibility
foundation forum framework fund gov government group hall health healthwatch heath history home
hospice hospital hospitals hotel house housing hub hubs human improvement inquiry institute
integrated joint kingdom lane learning library limited local ltd management mental ministry month
national neighbourhood neighbourhoods network north office outcomes panel park parliament partners
partnership pharmacy plan planning police policy practice primary prison probation programme
project property public quality regional report republic resources review road room route royal
safeguarding school schools secondary sector services service shelter society square staff station
strategic strategy street support surgery system systems taskforce team terrace transformation
transport tribunal trust union unit united university urgent village ward water week wellbeing
workforce works young youth
""")
#: Of those, what surnames are made of too.
SURNAME_TOO = _words("""
hall ward house park lane church day court royal street heath young fields white green black
""")

#: Capitalised words that are no person: days, months, roles, places, peoples, things with names.
NEVER = _words("""
bonfire monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays
thursdays fridays saturdays sundays january february march july september october november december
spring winter christmas easter ramadan eid diwali hanukkah lent pentecost passover chair chairman
chairwoman chairperson chief director deputy assistant head lead leader officer president vice
secretary treasurer minister mayor governor governors commissioner coordinator consultant doctor
nurses doctors teacher teachers clerk registrar physician surgeon midwife social worker workers
carer carers manager managers chancellor councillors members member ceo coo cfo bank holiday
internet zoom teams skype whatsapp excel powerpoint outlook microsoft google facebook twitter
linkedin slack word windows apple amazon iphone android youtube tiktok covid brexit britain british
english england scotland scottish wales welsh ireland irish london leeds manchester birmingham
liverpool bristol sheffield newcastle nottingham leicester bradford wakefield barnsley rotherham
doncaster hull york yorkshire lancashire cumbria durham sunderland middlesbrough teesside gateshead
northumberland humber derby derbyshire coventry wolverhampton stoke staffordshire warwickshire
worcester worcestershire gloucester gloucestershire oxford oxfordshire cambridge cambridgeshire
norfolk suffolk essex sussex surrey hampshire berkshire buckinghamshire hertfordshire bedfordshire
bedford luton reading slough southampton portsmouth brighton plymouth exeter devon cornwall somerset
dorset wiltshire bath swindon cardiff swansea newport wrexham gwent powys edinburgh glasgow aberdeen
dundee inverness fife perth stirling belfast derry antrim dublin croydon camden hackney islington
lambeth southwark lewisham greenwich tower hamlets newham barking haringey barnet brent ealing
hounslow richmond merton bromley bolton bury oldham rochdale salford stockport tameside trafford
wigan warrington chester cheshire blackpool blackburn burnley lancaster wirral knowsley sefton
halton huddersfield halifax kirklees calderdale grimsby scunthorpe lincolnshire northampton
northamptonshire rutland shropshire telford hereford herefordshire peterborough ipswich norwich
colchester southend medway maidstone canterbury dover hastings eastbourne whitehall westminster
downing toxteth europe european african asian black white american america france french germany
german spain spanish italy italian poland polish romania romanian china chinese japan japanese
indian pakistan pakistani bangladesh nigeria nigerian ghana somalia somali syria ukraine ukrainian
russia christian muslim islam islamic jewish hindu sikh catholic anglican methodist quaker god bible
south east west northern southern eastern western midlands saint st thames severn mersey tyne labour
conservative tory liberal democrat green parliament lords commons treasury ofsted healthwatch defra
barnardo's nspcc samaritans mencap nacro rethink sport royal maternity theatre radiology pathology
cardiology oncology paediatrics geriatrics estates finance procurement legal communications comms
governance operations digital research development innovation equality diversity inclusion data
information technology business intelligence excellence general adult adults medicine nursing
medical surgical acute dementia autism learning disability disabilities homelessness domestic abuse
violence drugs alcohol benefits tax pension pensions universal
""")

#: What begins a sentence and is no name.
OPENERS = _words("""
a about above accident accidents actually admin after again against agreed all almost alone also
although always an and another answer answers any anybody anyone anything appointment apparently
are as ask asked asking at away back bad be because been before began being below best better
between big both bring brought but by call called calls came can capacity caring case cases change
clear clearly come could crisis curious curiosity daily deadline deadlines decided decision
decisions did discussed discussion do does doing done each earlier early either else email emails
energy enough even evening eventually ever every everybody everyone everything evidence exactly
except face facing family families far feedback feeling feels felt few figures finally first five
followed for former found four friend friends from front funding gave get getting give given
giving go going good got great grateful guess had half happy hard has have having he heard held
hello her here hers hi him his how however humility i i'd i'll i'm i've if impatient important in
initially instead interesting is it it's its just keep kept knew knowing last lastly late later
least left less let let's like listen listened listening little long look looked looking lost lots
lunch made make making many maybe me meanwhile meeting meetings met mine mistake money more
morning most mostly much must my myself narrative nearly need needed neighbour neighbours neither
never new next nice night no nobody none nor normally not note noted notes nothing notice noticed
now nowhere numbers obviously of off often ok okay old on once one only open opened or ordinary
other others our ours out outside over overall own parent parents partly past patient patients
people perhaps phone phoned picked place plain please porters possible postcode power pressure
previously probably problem problems promised pushed put question questions quick quiet quite ran
rang rather reached read ready realised reality really reason recently reflection refuse
relationships remember remembered residents result rest right risk risks rumours sad said same sat
saw say saying second see seems seen sent several shared she short should silence simple simply
since sitting slow small so some somebody someone something sometimes soon speaking spent spoke
staff started still stood stopped stories story strong stuck such suddenly supplier suppliers sure
take taking talk talked talking tasks tell ten tense thank thanks that that's the their theirs
them then there there's these they they're thing things think thinking third this those though
thought three tired to today together told tomorrow too took trade tried trusted try trying two
ultimately under understand unfortunately union unions until up upset us useful users usually very
visit visited visiting volunteers volunteer waiting walked walking want wanted was watched we
we'll we're we've weak week weekly weeks well went were what what's whatever when whenever where
whether which while who who's whoever whole whom whose why winter with within without wonder
wondered word work worked workers working would write writing written wrong wrote year years yes
yesterday yet you your yours absolutely dad mum weds thurs tues mon fri carried swapped accepted
across adding admitted afternoon agenda ago ahead aim among annoyed anger angry anxious apart
around arrived aside attended attention audience balance barriers based becoming beginning behind
believe besides beyond bit blame board bosses budget budgets building cannot care certainty
challenge challenged changes checked children choosing clients clinicians coffee collective
colleague colleagues coming commissioners common commissioned communities community complaints
complex compromise concerns conflict confidence consultation conversation conversations courage
cost costs councils couldn't customers days dear delays delivery dialogue didn't different
difficult difficulty doesn't don't drafted during easy effort eight emotions ending engagement
enjoyed equally especially events everywhere exhausted expect expected experience experts
explained external fair fear feel finished fewer focus following forget forgot frankly frontline
frustrated frustrating frustration full further gently goals gratitude group groups growing guilty
handed happened heads hearing help helped helping hence hidden honest honestly honesty hospitals
hours hoping ideas imagine immediately improvement influence inside inspectors interim intention
internal interviews invited issues jobs joined judgement key kindness knowledge language large
lawyers lead leaders leadership learned learning learnt lessons letters letting likewise local
looks loud management matters means members mental messages middle mid missed missing mixed
momentum mood months moved moving mutual names naming neighbourhood nerves nervous nights non
nurses offer offered offering officers officials oh online onto opinions opportunity organisations
original otherwise outcomes ownership paid pain paper papers part partner partners parts patience
patterns pause paused perspective phase pilot planned planning plans plenty police policies
politics post poor positive practice prepared preparing presented pretty pride priorities process
progress providers proud pupils quarter quarterly quickly quietly raised rarely reading realising
received recognition reflecting relief reminded reminder repeated reports resistance respect
response responsibility reviewed running sadly safety savings says schools seeing senior services
seven sharing showed shows silent similarly six slept slowly slightly social sorry sounds space
specialists spending staffing starting stay stayed staying step stepping stopping strange strategy
stress students suggested supervision support supported surprise surprised surprising surprisingly
survey system systems target targets tasked teachers teamwork teams tenants tension text thousands
tick time times tonight tone top total tough toward training transparency trips trust truth turned
turns twelve twenty twice typical uncertainty unless unlike unusually upstairs urgent usual values
various via vision voice voices wards warm wasn't watching ways wellbeing weren't whilst wished
wishing women men worried worry worse wouldn't yeah admit assume create ring born bus car train
cancelled celebrate clarity classic apologised apology neutral nine message
""")
