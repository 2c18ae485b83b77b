"""The words that context is judged by, folded. One list a purpose; a word may be in several."""

from bot.tickers.words import listed

FINANCE = listed(
    """stock stocks share shares shareholder shareholders stockholder stockholders investor
    investors earnings revenue revenues profit profits results dividend dividends buyback buybacks
    ipo spinoff guidance outlook forecast quarter quarterly q1 q2 q3 q4 fy eps valuation ceo cfo
    coo cto chairman chief president exec executive executives boss board merger takeover
    acquisition bid stake deal unit subsidiary division sales bond bonds debt notes analyst
    analysts upgrade downgrade upgraded downgraded rating target premarket bulls bears options
    calls puts layoffs workers employees union lawsuit settlement antitrust recall recalls
    plant factory inventory margins franchisees price trading"""
)
"""Nouns of business after a name."""

TALK = FINANCE | listed(
    """forecasts estimates capacity users ad ads advertisers customers subscribers fares bookings
    factories merchants stores jobs flights sailings"""
)
"""What texts about companies speak of anywhere."""

MONEY = listed(
    """stock stocks share shares shareholder shareholders stockholder stockholders earnings
    revenue revenues profit profits dividend dividends buyback buybacks ipo guidance eps valuation ceo
    cfo coo q1 q2 q3 q4 quarterly preferred bonds investors results inc corp"""
)
"""Those that are said of nothing but companies."""

REPORTING = listed(
    """earnings results quarter quarterly dividend dividends revenue revenues eps q1 q2 q3 q4 fy
    fiscal offering notes acquisition merger ceo cfo webcast conference guidance buyback
    shareholder shareholders stockholders annual majeure"""
)
"""What companies report: near a verb of :data:`DEEDS` it tells a company from a person."""

DEEDS = listed(
    """reports reported announces announced posts posted beats misses acquires acquired buys
    bought sells sues sued files unveils launches declares declared completes completed
    reaffirms reiterates outperforms underperforms slashes slashed jumps jumped soars soared
    surges surged slides slid slumps slumped tumbles tumbled plunges plunged climbs climbed
    sinks sank rallies rallied tops topped beat missed trims trimmed boosts boosted lifts
    lifted hikes hiked invests recalls partners expands delivers introduces introduced appoints
    appointed hires hired fined discontinues restructures restates divests spins fell rose gains
    gained acquiring announcing reporting"""
)
"""Verbs of what companies do."""

VERBS = listed(
    """says said sees plans planned expects expected agrees agreed signs signed wins won warns
    warned drops dropped falls rises slips slipped opens closes adds resumes suspends halts
    faces eyes seeks offers prices issues trades loses swings nears reaches settles pays
    maintains updates provides hosts presents presenting upgrades releases laying enters
    weighs proposes rejects receives secures selects taps teams explores considers mulls confirms
    denies reveals discloses doubles joins stops ends begins starts brings rolls shuts exits
    delays extends terminates names named raises raised cuts cut report announce buy sell raise
    complete slows cancels pulls is has was will could may might"""
)
"""Verbs that people too do: they count where the text speaks of business elsewhere."""

DECISIONS = listed(
    """axes defers ditches divests exits freezes furloughs grounds idles licenses mothballs outsources
    overhauls pauses rebrands redesigns relaunches restarts revamps scraps shelves suspends withdraws"""
)
"""What is decided by a body and done by no thing: a gap narrows, but Gap overhauls its stores."""

AIMS = listed(
    """acquire add appoint build buy close cut eliminate expand hire invest launch lay merge offer
    open pay raise recall restructure sell settle shed shut slash spin split stop supply unveil"""
)
"""What a company is *to* do; a gap is to widen. They count as VERBS do."""

BEFORE = listed(
    """buys bought acquires acquired sells sold sues sued upgrades upgraded downgrades downgraded
    shares stock stake owns vs versus rival rivals retailer automaker chipmaker bank insurer
    lender drugmaker giant maker operator parent"""
)
"""Words before a name that say it is a company's."""

STAKES = listed(
    """shares stock stake stakes ceo cfo coo chairman owner parent maker acquisition takeover
    investors investor shareholders invest holdings upgrade downgrade unit purchase sale"""
)
"""What goes before ``of``, ``in``, ``at``, ``for`` and a name."""

LINKS = listed("of in at for from by with on against")
"""What joins one of :data:`STAKES` to a name."""

LISTED = listed(", . / and or vs versus plus")
"""What parts the companies of a list."""

ORGANISATIONS = listed(
    """foundation university college school academy institute museum church hospital county city
    street avenue road park beach island river lake mountain valley bridge airport stadium
    arena field center centre library cathedral festival award awards prize medal cup league
    club army navy police family brothers"""
)
"""What makes a name somebody else's: Ford Foundation, Duke University."""

TITLES = listed(
    """mr mrs ms dr sir lord lady judge justice senator sen rep governor gov mayor president prof
    professor saint st king queen prince princess pope sgt officer coach captain"""
)
"""What makes a name a person's: Judge Chase."""
