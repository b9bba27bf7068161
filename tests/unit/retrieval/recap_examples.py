"""Invented conversations, and which of their sentences a colleague would repeat.

Each is a name, the messages in order (who, words) and for each of the two lines the beginnings of the sentences
that would do. `SEEN` were there when the rules were written. `UNSEEN` and then `FRESH` were written before the rules
first ran on them: at that first run both lines were right in 8 of 12 and in 11 of 12.
"""

Message = tuple[str, str]
Example = tuple[str, tuple[Message, ...], tuple[tuple[str, ...], ...]]

US, THEM = "us", "them"

SEEN: tuple[Example, ...] = (
    (
        "price objection and our answer",
        (
            (
                THEM,
                "Hi Mara,\n\nhope you are well. Thanks for the quote. The price is 20% above what we pay "
                "today. Could you look at it again?\n\nBest,\nDana",
            ),
            (
                US,
                "Hi Dana,\n\nthanks for coming back so fast! I'll send you a revised quote by Friday.\n\nBest,\nMara",
            ),
        ),
        (("The price is 20%", "Could you look"), ("I'll send you a revised",)),
    ),
    (
        "a thank-you does not hide what was promised",
        (
            (US, "Hi Dana,\n\nwe will ship the replacement units on Tuesday.\n\nMara"),
            (THEM, "Thanks a lot!\n\nDana"),
        ),
        (("we will ship the replacement",),),
    ),
    (
        "quoted history is nobody's news",
        (
            (
                THEM,
                "We decided to go with the annual plan.\n\nDana\n\nOn Mon, 2 Nov 2026 at 10:00, Mara Lindqvist "
                "wrote:\n> We will cancel the pilot on 30 November unless you sign.\n> Mara",
            ),
        ),
        (("We decided to go",),),
    ),
    (
        "a signature is not said",
        (
            (
                US,
                "Hi Dana,\n\nthe security review is finished and legal signed off.\n\nBest regards,\nMara Lindqvist\n"
                "Account Executive, 12 Harbour Street, +44 20 7946 0000",
            ),
        ),
        (("the security review is finished",),),
    ),
    (
        "a complaint after small talk",
        (
            (
                THEM,
                "Good morning Mara,\n\nI hope you had a great weekend. The export has been broken since Thursday "
                "and nobody answers the ticket. We need this fixed before month end.\n\nDana",
            ),
            (
                US,
                "Dear Dana,\n\nI'm sorry about this. Our engineers found the error and will deploy a fix tonight.\n\nMara",
            ),
        ),
        (("The export has been broken", "We need this fixed"), ("Our engineers found",)),
    ),
    (
        "moving a meeting",
        (
            (US, "Hi Dana,\n\nare you free for the demo on 12 November?\n\nMara"),
            (THEM, "Hi Mara,\n\nthe 12th does not work for us. Can we move the demo to the 19th?\n\nDana"),
            (US, "Sure, no problem. The 19th at 14:00 it is.\n\nMara"),
        ),
        (("the 12th does not work", "Can we move the demo"), ("The 19th at 14:00",)),
    ),
    (
        "a budget cut",
        (
            (
                THEM,
                "Hello Mara,\n\nnice talking to you yesterday. Unfortunately our budget was cut to 40,000 for next "
                "year. We can only take the basic plan.\n\nDana",
            ),
            (
                US,
                "Hi Dana,\n\nthat's a pity. Let me talk to Henrik and come back to you with an offer by Wednesday.\n\nMara",
            ),
        ),
        (("Unfortunately our budget", "We can only take"), ("Let me talk to Henrik",)),
    ),
    (
        "a competitor is named",
        (
            (US, "Hi Dana,\n\ndid you have time to read our proposal?\n\nMara"),
            (
                THEM,
                "Hi Mara,\n\nyes, looks good overall. We are also comparing it with Stockwell, who offer 15% less.\n\nDana",
            ),
        ),
        (("did you have time",), ("We are also comparing",)),
    ),
    (
        "who is new in charge",
        (
            (
                THEM,
                "Hi,\n\nI'm leaving Acme at the end of the month. Sylvia Brandt will be your new contact. It was a "
                "pleasure working with you!\n\nDana",
            ),
        ),
        (("I'm leaving Acme",), ("Sylvia Brandt will be",)),
    ),
    (
        "a signed contract",
        (
            (
                THEM,
                "Hi Mara,\n\nplease find the signed contract attached. We would like to start on 1 December.\n\nDana",
            ),
            (US, "Fantastic, thank you Dana! I'll have the kick-off invite with you tomorrow.\n\nMara"),
        ),
        (("We would like to start", "please find the signed"), ("I'll have the kick-off",)),
    ),
    (
        "one mail only, two lines of it",
        (
            (
                US,
                "Dear Ms Whitfield,\n\nI hope this finds you well. The pilot ends on 30 November. After that the "
                "price per seat rises to 42 euros. Please let me know if you have any questions.\n\nKind regards,\nMara",
            ),
        ),
        (("The pilot ends",), ("After that the price",)),
    ),
    (
        "German",
        (
            (
                THEM,
                "Guten Tag Frau Lindqvist,\n\nvielen Dank für das Angebot. Der Preis ist uns leider zu hoch.\n\nMit freundlichen Grüßen\nStefan Kranz",
            ),
            (
                US,
                "Lieber Herr Kranz,\n\nich schicke Ihnen bis Freitag ein neues Angebot mit 10 % Rabatt.\n\nViele Grüße\nMara",
            ),
        ),
        (("Der Preis ist uns",), ("ich schicke Ihnen bis",)),
    ),
    (
        "French",
        (
            (
                THEM,
                "Bonjour Mara,\n\nj'espère que vous allez bien. Nous avons besoin de la facture avant le 15 novembre.\n\nCordialement,\nClaire",
            ),
            (US, "Bonjour Claire,\n\nje vous envoie la facture demain.\n\nBonne journée,\nMara"),
        ),
        (("Nous avons besoin",), ("je vous envoie la facture",)),
    ),
    (
        "nothing but courtesies",
        (
            (US, "Hi Dana,\n\nthanks again, it was great meeting you!\n\nMara"),
            (THEM, "Likewise, have a nice weekend!\n\nDana"),
        ),
        (),
    ),
    (
        "chat in short lines",
        (
            (THEM, "hey"),
            (THEM, "the import fails again with error 502"),
            (US, "on it"),
            (US, "I'll have it fixed in an hour"),
        ),
        (("the import fails",), ("I'll have it fixed",)),
    ),
    (
        "legal holds it up",
        (
            (US, "Hi Dana,\n\nany news on the signature?\n\nMara"),
            (
                THEM,
                "Hi Mara,\n\nsorry for the late reply, busy week. Legal wants to change clause 7 on liability. They are back on Monday.\n\nDana",
            ),
            (US, "Understood, thanks. I will ask our lawyers to call yours on Monday morning.\n\nMara"),
        ),
        (("Legal wants to change",), ("I will ask our lawyers",)),
    ),
    (
        "what was said last counts more",
        (
            (US, "Hi Dana,\n\nwe'll send the offer by 3 November.\n\nMara"),
            (THEM, "Hi Mara,\n\nwe need 50 seats more than planned.\n\nDana"),
            (US, "Hi Dana,\n\nthe offer now covers 250 seats and is valid until 30 November.\n\nMara"),
        ),
        (("we need 50 seats",), ("the offer now covers",)),
    ),
    (
        "an invoice dispute",
        (
            (
                THEM,
                "Mara,\n\ninvoice 2291 charges us for 40 users, but we have 32. Please correct it, we won't pay it "
                "like this.\n\nDana",
            ),
            (
                US,
                "Hi Dana,\n\nyou are right, my apologies. We will issue a credit note for 8 users this week.\n\nMara",
            ),
        ),
        (("invoice 2291 charges", "Please correct it"), ("We will issue a credit",)),
    ),
    (
        "a list of actions",
        (
            (
                US,
                "Hi all,\n\nthanks for the call today. Actions:\n- Mara sends the security questionnaire by Thursday\n"
                "- Dana names two test users\n\nBest,\nMara",
            ),
        ),
        (("Mara sends the security",), ("Dana names two",)),
    ),
    (
        "they threaten to leave",
        (
            (
                THEM,
                "Mara,\n\nthis is the third outage in a month. If it happens again we will terminate the contract.\n\nDana",
            ),
            (
                US,
                "Dear Dana,\n\nI understand your anger. Our CTO would like to call you tomorrow at 10.\n\nMara",
            ),
        ),
        (("If it happens again", "this is the third outage"), ("Our CTO would like",)),
    ),
    (
        "a question without any figure",
        (
            (
                THEM,
                "Hi Mara,\n\nhope all is well. Does your connector support single sign-on with our identity provider?\n\nDana",
            ),
            (
                US,
                "Hi Dana,\n\ngood question! It does not yet, but the release in March will bring it.\n\nMara",
            ),
        ),
        (("Does your connector",), ("It does not yet",)),
    ),
    (
        "an automatic answer is no last word",
        (
            (THEM, "Hi Mara,\n\nwe approved the order for 12 licences.\n\nDana"),
            (US, "Great, thanks Dana! Delivery is planned for next Monday.\n\nMara"),
        ),
        (("we approved the order",), ("Delivery is planned",)),
    ),
)

UNSEEN: tuple[Example, ...] = (
    (
        "references asked for",
        (
            (
                THEM,
                "Hello Tom,\n\nthank you for yesterday's presentation. Our board would like to speak to two of your "
                "customers in retail before it decides.\n\nRegards,\nStefan",
            ),
            (
                US,
                "Hi Stefan,\n\nhappy to hear that. I'm going to introduce you to Initech and to Saltmarsh tomorrow.\n\nTom",
            ),
        ),
        (("Our board would like",), ("I'm going to introduce",)),
    ),
    (
        "a delay of ours",
        (
            (
                US,
                "Dear Stefan,\n\nI have bad news: the hardware is stuck at customs. It will arrive about ten days later "
                "than we said.\n\nKind regards\nTom",
            ),
            (THEM, "Tom, that is not acceptable for our go-live. What can you do to speed it up?\n\nStefan"),
        ),
        (("It will arrive about", "I have bad news"), ("Tom, that is not acceptable", "What can you do")),
    ),
    (
        "they pause the project",
        (
            (
                US,
                "Hi Elena,\n\njust checking in. Shall we book the workshop for the second week of January?\n\nTom",
            ),
            (
                THEM,
                "Hi Tom,\n\nthanks for following up. We have to put everything on hold until the merger is through.\n\nElena",
            ),
        ),
        (("Shall we book the workshop",), ("We have to put everything",)),
    ),
    (
        "numbers of seats",
        (
            (THEM, "Morning! Quick one: how many seats are left on our licence?"),
            (US, "Good morning Elena! You use 87 of 90, so three are left."),
            (THEM, "Then please add 20 more from December on. Thanks!"),
        ),
        (("You use 87",), ("Then please add 20",)),
    ),
    (
        "a data processing agreement",
        (
            (
                THEM,
                "Dear Mr Adeyemi,\n\nour data protection officer can't accept that data leaves the EU. We require hosting in "
                "Frankfurt.\n\nYours sincerely,\nK. Oduya",
            ),
            (
                US,
                "Dear Ms Oduya,\n\nthank you for your message. We can host everything in Frankfurt at no extra cost. The amended "
                "agreement will reach you on Wednesday.\n\nBest regards,\nTom Adeyemi",
            ),
        ),
        (
            ("our data protection officer", "We require hosting"),
            ("We can host everything", "The amended agreement"),
        ),
    ),
    (
        "a renewal left open",
        (
            (
                US,
                "Hi Stefan,\n\nyour contract runs out on 31 January. Do you want to renew for one year or for three?\n\nCheers,\nTom",
            ),
            (
                THEM,
                "Hi Tom,\n\nthree years if you can hold the price, otherwise one.\n\nGreetings from Kassel\nStefan",
            ),
        ),
        (("Do you want to renew", "your contract runs out"), ("three years if you can",)),
    ),
    (
        "no news is said politely",
        (
            (
                THEM,
                "Hi Tom,\n\nthanks for your patience. No decision yet, the committee meets again on 8 December.\n\nElena",
            ),
        ),
        (("No decision yet",),),
    ),
    (
        "training",
        (
            (
                US,
                "Hi Elena,\n\nit was great to meet your team. As agreed, our trainer comes to Turin on 3 and 4 December. Could you "
                "reserve a room for fifteen people?\n\nTom",
            ),
            (
                THEM,
                "Ciao Tom,\n\nperfect! The room is reserved, but only until 4 pm on the second day.\n\nElena",
            ),
        ),
        (("As agreed, our trainer", "Could you reserve"), ("The room is reserved", "perfect! The room")),
    ),
    (
        "a wrong delivery in German",
        (
            (
                THEM,
                "Hallo Herr Adeyemi,\n\nwir haben 40 statt 400 Stück erhalten. Bitte liefern Sie den Rest bis Mittwoch nach.\n\nGruß\nStefan Kranz",
            ),
            (
                US,
                "Hallo Herr Kranz,\n\ndas tut mir leid. Die fehlenden Stücke gehen heute noch raus.\n\nBeste Grüße\nTom Adeyemi",
            ),
        ),
        (("wir haben 40", "Bitte liefern Sie"), ("Die fehlenden Stücke",)),
    ),
    (
        "an internal forward that nobody comments",
        (
            (
                THEM,
                "Hi Tom,\n\nwe went through the demo with the users. They love the dashboard. What they miss is the offline mode.\n\nElena",
            ),
            (US, "Hi Elena,\n\nso glad to hear that!\n\nTom"),
        ),
        (("They love the dashboard", "we went through"), ("What they miss",)),
    ),
    (
        "procurement wants a form",
        (
            (
                THEM,
                "Hello,\n\nbefore we can place the order we need your bank details and form W-8. Purchasing closes on 18 December.\n\nK. Oduya",
            ),
            (
                US,
                "Hello Ms Oduya,\n\nboth are attached. Please confirm that you received them.\n\nTom Adeyemi",
            ),
        ),
        (("before we can place", "Purchasing closes"), ("Please confirm that you",)),
    ),
    (
        "chat about an outage",
        (
            (THEM, "is it just us or is the portal down?"),
            (US, "not just you, the database is overloaded since 9:40"),
            (THEM, "ok, our warehouse stands still, so please hurry"),
            (US, "we are back up, I'll write a report about the cause by tomorrow"),
        ),
        (("ok, our warehouse", "is it just us"), ("we are back up",)),
    ),
)

FRESH: tuple[Example, ...] = (
    (
        "a price increase announced",
        (
            (
                US,
                "Dear Mr Kranz,\n\nas of 1 April our list prices go up by 4%. Orders placed before that date keep the old "
                "prices.\n\nKind regards,\nTom Adeyemi",
            ),
            (
                THEM,
                "Dear Tom,\n\nthank you for telling us early. We will place the order for 2027 in March then.\n\nStefan Kranz",
            ),
        ),
        (("as of 1 April", "Orders placed before"), ("We will place the order",)),
    ),
    (
        "nobody can log in",
        (
            (
                THEM,
                "Hello support,\n\nsince this morning none of our people can log in. Please treat this as urgent.\n\nElena",
            ),
            (
                US,
                "Hello Elena,\n\nthanks for reporting this. A certificate had expired; we renewed it at 11:20 and everybody should "
                "be able to log in again.\n\nTom",
            ),
            (THEM, "Confirmed, works again. Thank you for the quick help!\n\nElena"),
        ),
        (("A certificate had expired",), ("Confirmed, works again",)),
    ),
    (
        "a case study",
        (
            (
                US,
                "Hi Elena,\n\nmarketing would love to write a case study about your roll-out. Would you be open to a 30 minute "
                "interview?\n\nTom",
            ),
            (
                THEM,
                "Hi Tom,\n\nI asked around and our press office says no names and no logos. Anonymous would be fine.\n\nElena",
            ),
        ),
        (("marketing would love", "Would you be open"), ("I asked around", "Anonymous would be fine")),
    ),
    (
        "a change of heart",
        (
            (
                THEM,
                "Tom,\n\nafter the demo the team prefers your product, although Stockwell is cheaper.\n\nStefan",
            ),
            (US, "Hi Stefan,\n\ngreat news! What would it take to get this signed before Christmas?\n\nTom"),
            (THEM, "A discount of 10% and payment in two halves.\n\nStefan"),
        ),
        (("What would it take",), ("A discount of 10%",)),
    ),
    (
        "waiting for samples",
        (
            (
                THEM,
                "Hi Tom,\n\ndid the samples leave your warehouse yet? I told my boss they would be here last week.\n\nElena",
            ),
            (US, "Hi Elena,\n\nthey left on Monday with DHL. The tracking number is 4711 0815.\n\nTom"),
        ),
        (("did the samples leave", "I told my boss"), ("they left on Monday", "The tracking number")),
    ),
    (
        "the champion goes on leave",
        (
            (
                THEM,
                "Hi Tom, hope you're doing fine.\n\nI'll be on parental leave from 10 December until May. Marco Bianchi takes over "
                "the project.\n\nElena",
            ),
            (
                US,
                "Hi Elena,\n\nall the best for you three! I'd like to meet Marco before you go, would the 3rd work?\n\nTom",
            ),
        ),
        (("I'll be on parental", "Marco Bianchi takes"), ("I'd like to meet Marco",)),
    ),
    (
        "a refusal in one line",
        (
            (US, "Hi Stefan,\n\nwould you consider a two-year term in exchange for free onboarding?\n\nTom"),
            (THEM, "No. Policy is twelve months.\n\nStefan"),
        ),
        (("would you consider",), ("Policy is twelve months", "No. Policy")),
    ),
    (
        "thanks that carry a condition",
        (
            (THEM, "Thanks for the proposal, but we can't sign before the works council agrees.\n\nStefan"),
            (US, "Thanks Stefan, understood. When does the works council meet?\n\nTom"),
        ),
        (("Thanks for the proposal, but",), ("When does the works",)),
    ),
    (
        "German, a trial",
        (
            (
                US,
                "Guten Morgen Frau Roth,\n\nIhr Testzugang läuft am 15. Dezember ab. Möchten Sie ihn verlängern?\n\nViele Grüße\nTom Adeyemi",
            ),
            (
                THEM,
                "Hallo Herr Adeyemi,\n\ngerne um zwei Wochen, wir kamen noch nicht zum Testen.\n\nBeste Grüße\nAnja Roth",
            ),
        ),
        (("Ihr Testzugang läuft", "Möchten Sie ihn"), ("gerne um zwei Wochen",)),
    ),
    (
        "a long mail with one point",
        (
            (
                THEM,
                "Hi Tom,\n\nhope you had a good start into the week. We had our quarterly offsite in the mountains, lots of snow "
                "already. Anyway, I wanted to get back to you on the statement of work. Section 3 says that travel is billed on "
                "top, which nobody mentioned in the calls. Please take it out or cap it at 2,000 euros. Apart from that we're "
                "good.\n\nCheers\nElena",
            ),
            (US, "Hi Elena,\n\nthat is a fair point. Section 3 is out, the new version is attached.\n\nTom"),
        ),
        (("Section 3 says", "Please take it out"), ("Section 3 is out",)),
    ),
    (
        "chat about a visit",
        (
            (US, "we land in Turin at 9:15 on Thursday"),
            (THEM, "super, I'll pick you up"),
            (US, "great thanks"),
        ),
        (("we land in Turin",), ("super, I'll pick",)),
    ),
    (
        "a question that nobody answered",
        (
            (
                US,
                "Hi Stefan,\n\nfollowing up on my mail of last week: who signs for the plant in Kassel?\n\nTom",
            ),
            (
                US,
                "Hi Stefan,\n\nme again. I only need the name of who signs, then the contract can go out today.\n\nTom",
            ),
        ),
        (("following up on my mail",), ("I only need the name",)),
    ),
)
