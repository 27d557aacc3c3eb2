"""What French people type when they are asked for a password, without accents, digits or signs."""

FRENCH = frozenset(
    """
    admin administrateur alexandre allez allezlesbleus allezlom alsace amour amourdemavie
    aout aqwxsz aqwzsx artsetmetiers asterix aurevoir automne avril azerty azertyqsdfgh
    azertyuiop azertyuiopqsdfghjklm azsqaz banane batman bebe bienvenue bisou bisous bonjour
    bonjourbonjour bonsoir bordeaux bordel bourgogne bretagne bureautique camembert camille
    canard caramel caroline carpediem catherine cerise cestmoi cestmoilemeilleur champagne
    chaton cheri cherie cheval chocolat chouchou christophe citron connard connexion
    connexionconnexion corse coucou croissant dauphin decembre delegue dimanche doudou ecole
    egalite entreprise etoile famille fevrier fille football fraise france fraternite
    fraternitefraternelle frere gadzart gadzarts garcon gros grosbisous handball harrypotter
    hiver informatique ingenieur internet isabelle jaioublie janvier jeanluc jeanmarie
    jeanpierre jenesaispas jesaispas jetaime jetaimejetaime jeudi johnny jtaime jtm juillet
    juin julien lapin lavieestbelle ledirecteur lemotdepasse lepatron lesangesdelanuit
    liberte libertegalitefraternite lille loulou lundi lune lycee lyon mabelle mai maison
    maman mamanpapa mamie mardi mars marseille mavie mdp merci mercredi merde minou mon
    monamour moncoeur monmdp monmotdepasse motdepasse motdepassemotdepasse musique naruto
    nathalie nicolas nimportequoi normandie novembre nutella obelix octobre orange
    ordinateur ouvretoi papa papamaman papillon papy paradis paris petanque philippe pokemon
    pomme poupette president princesse printemps promotion putain qsdfgh qsdfghjklm rugby
    salut samedi sebastien secret secretaire septembre sesame sesameouvretoi societe soeur
    soleil starwars superman thomas tintin tonton topsecret toulouse tousensemble touspourun
    tranquille tresorier universite unpourtous unpourtoustouspourun usinage utilisateur
    vacances vanille vendredi vivelafrance voyage wxcvbn zidane zsedcr
    """.split()  # noqa: SIM905 -- a list of quoted words would be three times as long to read
)
