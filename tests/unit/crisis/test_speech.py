"""How people say it, family by family: each line stands beside a neighbour in nearly the same words that says nothing.

The lines are our own. They come in the registers people write in: teenagers, the old, men after a separation, veterans,
new mothers, people who write in a second language.
"""

import pytest

from crisis import About, Tier, assess

FAMILIES = {
    "sorry to have lived through it": (
        ("I wish I had not survived it", "I'm so glad I survived"),
        ("I wish they hadn't saved me", "I wish they hadn't saved me a seat at the back"),
        ("I regret surviving", "I regret buying it"),
        ("I should have died in that crash", "I should have braked before that crash"),
        ("It should have been me instead of my brother", "It should have been pasta instead of rice"),
        ("I'm so angry that I woke up alive", "I'm so angry that I woke up late"),
    ),
    "asking not to wake": (
        ("Every night I pray I don't wake up", "Every night I pray I don't wake up the baby"),
        ("I go to bed hoping morning never comes", "I go to bed hoping the snow never comes"),
        ("I hope my heart just stops in the night", "I hope the noise just stops in the night"),
        ("I ask god every night to take me", "I ask my dad every night to take me fishing"),
        ("I would be fine with going to sleep and it being forever", "I would be fine with going to sleep early"),
        ("If I fell asleep and that was it I'd be grateful", "If I fell asleep on the train I'd be grateful"),
    ),
    "nobody would notice": (
        ("It would be days before anybody found my body", "It would be days before anybody found the leak"),
        ("Nobody would even notice I was gone", "Nobody would even notice the new paint"),
        ("No one would come to my funeral", "No one would come to my concert"),
        ("They would forget me within a week if I died", "They would forget the password within a week"),
        ("Would anyone care if I wasn't here tomorrow", "Would anyone care if I wasn't here for lunch"),
    ),
    "so easy": (
        ("It would be so easy to just not be here anymore", "It would be so easy to just cook at home"),
        ("It would be so easy to just let go of the wheel", "It would be so easy to just let go of that old car"),
        ("It would be easier to be dead than to explain this", "It would be easier to be early than to explain this"),
        ("One step and it would all be over", "One step and it would all be clear"),
    ),
    "looking at the means": (
        ("I keep looking at the pills on my desk", "I keep looking at the papers on my desk"),
        ("I can't stop staring at my dad's gun", "I can't stop staring at my dad's beard"),
        ("I keep thinking about the knives in the kitchen", "I keep thinking about the tiles in the kitchen"),
        ("I've got a rope and everyone is asleep", "I've got a kettle and everyone is asleep"),
        ("I've been eyeing my service pistol again", "I've been eyeing my neighbour's truck again"),
        ("The bridge on my way home keeps calling to me", "The woman on my way home keeps calling to me"),
        ("I have access to a gun and no one is home", "I have access to a printer and no one is home"),
        ("The pills in the cabinet are starting to look good", "The cakes in the window are starting to look good"),
    ),
    "why still alive": (
        ("What is the point of still being alive", "What is the point of still being polite"),
        ("Why am I even still breathing", "Why am I even still queueing"),
        ("Why didn't I die when I was born", "Why didn't I cry when I was leaving"),
        ("I don't see why I should stay alive", "I don't see why I should stay late"),
        ("Why do I keep waking up every day", "Why do I keep waking up before my alarm"),
        ("Is it worth staying alive", "Is it worth staying another night in Rome"),
    ),
    "afraid of oneself": (
        ("I am scared of what I might do to myself", "I am scared of what he might say to the press"),
        ("I don't trust myself to be alone tonight", "I don't trust myself to be alone with that cake"),
        ("I'm not safe with myself right now", "I'm not happy with myself right now"),
        ("I'm scared I'm going to do something permanent", "I'm scared I'm going to do something silly on stage"),
        ("I'm afraid I won't make it through the night", "I'm afraid I won't make it through the book"),
        ("I'm a danger to myself", "The old step is a danger to children"),
        ("Someone should take the knives away from me", "Someone should take the plates away from me"),
    ),
    "asked as a plain question": (
        ("Which is the quickest way to end it", "Which is the quickest way to the sea"),
        ("How many pills to not wake up", "How many alarms to wake up"),
        ("Is jumping still an option for me", "Is camping still an option for me"),
        ("Is there any way to die without pain", "Is there any way to travel without stress"),
        ("What's a peaceful way to go", "What's a peaceful way to go to the lake"),
        ("How do people find the courage to end it", "How do people find the courage to sing"),
        ("Where can I get euthanasia for depression", "Where can I get tablets for my dog"),
        ("Should I just end my life", "Should I just end the call"),
    ),
    "too many tablets": (
        ("I swallowed every pill I could find", "I packed every shirt I could find"),
        ("I just took way more pills than I was meant to", "I just took way more time than I was meant to"),
        ("I washed the whole packet of tablets down", "I washed the whole pile of towels down"),
        ("I took all of them at once", "I read all of them at once"),
        ("I want to take every pill in the house", "I want to dust every shelf in the house"),
    ),
    "at the wheel": (
        ("I keep wanting to turn the wheel into oncoming traffic", "I keep wanting to turn the radio up in traffic"),
        ("I keep imagining driving off the bridge", "I keep imagining driving across America"),
        ("Some days I drive and hope I crash", "Some days I drive and hope it rains"),
        ("Tempted to drive my car into a tree", "Tempted to drive my car into town"),
        ("I stopped looking before I cross the road, let a car hit me", "I stopped looking at my phone in the car"),
        ("If a truck hit me I would be relieved", "If a truck hit my fence I would be annoyed"),
    ),
    "hurting oneself again": (
        ("I slipped and cut last night after five months clean", "I slipped on the stairs last night"),
        ("I keep a razor hidden under my mattress", "I keep a diary hidden under my mattress"),
        ("I hit the wall until I bleed and then I feel better", "I ride the bike until I sweat and then I feel better"),
        ("I hold a lighter to my arm when it all gets loud", "I light a candle when it gets too much"),
        ("I lost my streak and went back to the razor", "I lost my streak and went back to the start"),
        ("I confessed to my coach about my self harm", "I confessed to my coach about my diet"),
        ("I wear long sleeves so nobody sees my cuts", "I wear long sleeves so nobody sees my tan"),
        ("I've been scratching my skin until it bleeds", "I've been scratching my head about this"),
        ("I hit my head against the wall to make it stop", "I hit my head against the shelf by accident"),
    ),
    "hurt by somebody": (
        ("He puts his hands on me when he drinks", "He puts his hands on the wheel when he drives"),
        ("He beat me and then left", "He beat me at chess and then left"),
        ("I'm afraid to go home tonight because of my dad", "I'm excited to go home tonight because of my dad"),
        ("My boyfriend gave me a black eye", "My boyfriend gave me a black scarf"),
        ("He pushed me down the stairs again", "He carried me down the stairs again"),
        ("She takes my money and locks me in the flat", "She takes my coat and hangs it in the hall"),
        ("My husband gets violent with me and the kids", "My husband gets silly with me and the kids"),
        ("I hide in my room when my dad is drunk because he hits us", "I hide in my room when my dad is singing"),
        ("My ex won't stop stalking me and I'm scared", "My cat won't stop following the vacuum"),
        ("I've got bruises all over from him", "I've got bruises all over from football"),
        ("He forced himself on me", "He forced himself to smile"),
        ("Last week he gave me a concussion", "Last week football gave me a concussion"),
    ),
    "putting things in order": (
        ("To whoever finds me, I am sorry", "To whoever finds my cat, I am grateful"),
        ("I have found a home for my dog so I can go in peace", "I have found a groomer for my dog"),
        ("I wrote letters for my kids to open when I'm dead", "I wrote letters for my kids to open at camp"),
        ("By the time you read this I will be gone", "By the time you read this I will be in Spain"),
        ("This weekend I will finally be at peace, I'm leaving this world", "This weekend I will finally be at home"),
        ("I've said my goodbyes, nobody can stop me now", "I've said my piece, nobody can blame me now"),
        ("This is the last you will hear from me, goodbye forever", "This is the last you will hear about my car"),
    ),
    "following somebody": (
        ("My sister is dead and now I want to follow her", "My sister is in Rome and now I want to visit her"),
        ("I just want to be with my late wife in heaven", "I just want to be with my wife in Venice"),
        ("Since my husband passed I only wait for my turn to die", "I only wait for my turn to speak"),
        ("I want to go be with my mum who passed", "I want to go be with my mum for a year"),
    ),
    "old": (
        (
            "I have lived long enough and I want to go now, let me die",
            "I have waited long enough and I want to eat now",
        ),
        ("I am no use to anyone and ready to die", "I am no use to anyone before coffee"),
        ("At my age there is no reason to go on living", "At my age there is no reason to buy a sports car"),
        ("I am only a burden, they would be better off if I died", "I am only a beginner, they would be better off"),
    ),
    "after a separation": (
        ("Since she took the kids I have nothing to live for", "Since she took the kids out I have nothing to do"),
        ("I'm worth more dead than alive", "The sofa is worth more new than used"),
        ("My life insurance is worth more than I am", "My life insurance is worth more than last year"),
        ("She left and I don't want to be alive without her", "She left and I don't want to be in town without her"),
    ),
    "after a war": (
        ("I should have died over there with my friends", "I should have stayed over there with my friends"),
        ("I put my gun in my mouth last night", "I put my spoon in my mouth last night"),
        ("I survived the war and now I want to die at home", "I studied the war and now I want to write about it"),
        ("It's time to follow my dead brothers", "It's time to follow my own advice"),
    ),
    "new mothers": (
        ("My baby would be better off without me", "My baby would be better off in the other chair"),
        ("My son deserves a mother who isn't me, I should die", "My son deserves a medal, I should sleep"),
        ("I'm having thoughts of harming my baby", "I'm having thoughts of naming my baby Rose"),
    ),
    "young": (
        (
            "my parents would rather have a dead kid than a gay one so ill die",
            "my parents would rather have a dog than a cat",
        ),
        ("i cant live in this body anymore, i want out of life", "i cant live in this town anymore"),
        ("wanna kms fr", "it is 5 kms to town"),
        ("lowkey ready 2 die", "lowkey ready 2 go home"),
        ("cba being alive anymore", "cba being on time anymore"),
        ("thinking of catching the bus for good", "thinking of catching the bus to work"),
        ("im gonna unalive myself", "my phone is dead again"),
    ),
    "in a second language": (
        ("i want finish my life", "i want finish my work"),
        ("i dont want live more", "i dont want wait more"),
        ("i want to make suicide", "i want to make dinner"),
        ("i think to kill me", "i think to call me a taxi"),
        ("i have not more strength for living", "i have not more sugar for baking"),
        ("i want dead", "i want bread"),
        ("my life is finish, i want go to sleep forever", "my exam is finish, i want go to sleep"),
    ),
    "tired": (
        ("Tired of living", "Tired of living in the city"),
        ("Too afraid of dying, so tired of living", "Too afraid of mice, so tired of cooking"),
        ("I hope I catch something and die", "I hope I catch something on this lake"),
        ("Fighting on has worn me out, I don't want to live", "Cleaning has worn me out, I don't want to cook"),
        ("I am done with being alive", "I am done with being polite"),
        ("I'm only here because I'm too scared to die", "I'm only here because I'm too scared to fly"),
        ("There is no place for me in this world", "There is no place for me in this car"),
        ("I just exist and wait for it to be over, I wish I was dead", "I just sit and wait for it to be over"),
        ("I want my life to be over", "I want my shift to be over"),
    ),
    "a negation that denies nothing": (
        ("I try my best not to kill myself", "I'm not going to kill myself"),
        ("I wish for one morning when I don't want to die", "I don't want to die, I like my life"),
        ("It takes everything not to hurt myself tonight", "I have not hurt anybody tonight"),
        ("I don't want to die but it feels like my only option", "I don't want to die, that is why I eat well"),
        ("I can't promise I won't kill myself", "I can promise I won't kill myself"),
    ),
    "between other people": (
        ("My aunt has no idea how suicidal I am", "My aunt has no idea how loud it was"),
        ("I'm still in high school and I want to end my life", "I'm still in high school and I want a car"),
        ("Nobody in my family knows I tried to kill myself last week", "Nobody in my family knows I tried to cook"),
        ("My friends have no idea that I want to die", "My friends have no idea that I want to move"),
    ),
}
HARMLESS = (
    "I gave myself a week to finish the essay",
    "People do die of it, the report says",
    "Music keeps me alive at work",
    "She cycles 12 kms before breakfast",
    "The lake is 25 kms away",
    "Coach made us run suicides during training",
    "I'd rather die than eat olives",
    "Sick of just surviving, I want adventures",
    "The villain says he wants to die in the last chapter",
    "How do we support a cousin who makes threats of suicide",
    "Our health class talked about self-harm on Tuesday",
    "I used to be suicidal at school but I'm happy now",
    "Nope, I'm not planning on hurting myself",
    "Three hours left until the match",
    "I hope I don't miss the train",
    "Shoot me an email when you can",
    "We can hang out after school",
    "I need to cut my hair before the wedding",
    "I nearly jumped out of my skin",
    "My phone died on the way home",
    "These shoes are killing me",
)
PAIRS = [(family, grave, calm) for family, pairs in FAMILIES.items() for grave, calm in pairs]


def own_tier(text: str) -> Tier:
    reading = assess(text)
    return reading.tier if reading.about is About.SELF else min(reading.tier, Tier.WATCH)


@pytest.mark.parametrize(("family", "grave", "calm"), PAIRS)
def test_speech_told_from_its_neighbour(family: str, grave: str, calm: str) -> None:
    assert (own_tier(grave) >= Tier.ELEVATED, own_tier(calm) >= Tier.ELEVATED) == (True, False), family


@pytest.mark.parametrize("calm", HARMLESS)
def test_harmless_use_of_a_grave_word_is_left_alone(calm: str) -> None:
    assert own_tier(calm) < Tier.ELEVATED
