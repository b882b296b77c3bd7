"""Emoji and their names, in Unicode's order: from Unicode's ``emoji-test.txt``.

Made by ``docs/emoji_table.py`` and not edited by hand. Copyright © 1991-2022 Unicode, Inc.; the
licence of the data is in ``unicode_data.py``. The data is modified: written shorter, without skin tones.
"""

VERSION = "15.0"

# The name and the code points, joined by a plus.
EMOJI = """
grinning_face=1F600 grinning_face_with_big_eyes=1F603 grinning_face_with_smiling_eyes=1F604
beaming_face_with_smiling_eyes=1F601 grinning_squinting_face=1F606 grinning_face_with_sweat=1F605
rolling_on_the_floor_laughing=1F923 face_with_tears_of_joy=1F602 slightly_smiling_face=1F642
upside_down_face=1F643 melting_face=1FAE0 winking_face=1F609 smiling_face_with_smiling_eyes=1F60A
smiling_face_with_halo=1F607 smiling_face_with_hearts=1F970 smiling_face_with_heart_eyes=1F60D
star_struck=1F929 face_blowing_a_kiss=1F618 kissing_face=1F617 smiling_face=263A+FE0F
kissing_face_with_closed_eyes=1F61A kissing_face_with_smiling_eyes=1F619
smiling_face_with_tear=1F972 face_savoring_food=1F60B face_with_tongue=1F61B
winking_face_with_tongue=1F61C zany_face=1F92A squinting_face_with_tongue=1F61D
money_mouth_face=1F911 smiling_face_with_open_hands=1F917 face_with_hand_over_mouth=1F92D
face_with_open_eyes_and_hand_over_mouth=1FAE2 face_with_peeking_eye=1FAE3 shushing_face=1F92B
thinking_face=1F914 saluting_face=1FAE1 zipper_mouth_face=1F910 face_with_raised_eyebrow=1F928
neutral_face=1F610 expressionless_face=1F611 face_without_mouth=1F636 dotted_line_face=1FAE5
face_in_clouds=1F636+200D+1F32B+FE0F smirking_face=1F60F unamused_face=1F612
face_with_rolling_eyes=1F644 grimacing_face=1F62C face_exhaling=1F62E+200D+1F4A8 lying_face=1F925
shaking_face=1FAE8 relieved_face=1F60C pensive_face=1F614 sleepy_face=1F62A drooling_face=1F924
sleeping_face=1F634 face_with_medical_mask=1F637 face_with_thermometer=1F912
face_with_head_bandage=1F915 nauseated_face=1F922 face_vomiting=1F92E sneezing_face=1F927
hot_face=1F975 cold_face=1F976 woozy_face=1F974 face_with_crossed_out_eyes=1F635
face_with_spiral_eyes=1F635+200D+1F4AB exploding_head=1F92F cowboy_hat_face=1F920
partying_face=1F973 disguised_face=1F978 smiling_face_with_sunglasses=1F60E nerd_face=1F913
face_with_monocle=1F9D0 confused_face=1F615 face_with_diagonal_mouth=1FAE4 worried_face=1F61F
slightly_frowning_face=1F641 frowning_face=2639+FE0F face_with_open_mouth=1F62E hushed_face=1F62F
astonished_face=1F632 flushed_face=1F633 pleading_face=1F97A face_holding_back_tears=1F979
frowning_face_with_open_mouth=1F626 anguished_face=1F627 fearful_face=1F628
anxious_face_with_sweat=1F630 sad_but_relieved_face=1F625 crying_face=1F622 loudly_crying_face=1F62D
face_screaming_in_fear=1F631 confounded_face=1F616 persevering_face=1F623 disappointed_face=1F61E
downcast_face_with_sweat=1F613 weary_face=1F629 tired_face=1F62B yawning_face=1F971
face_with_steam_from_nose=1F624 enraged_face=1F621 angry_face=1F620 face_with_symbols_on_mouth=1F92C
smiling_face_with_horns=1F608 angry_face_with_horns=1F47F skull=1F480 skull_and_crossbones=2620+FE0F
pile_of_poo=1F4A9 clown_face=1F921 ogre=1F479 goblin=1F47A ghost=1F47B alien=1F47D
alien_monster=1F47E robot=1F916 grinning_cat=1F63A grinning_cat_with_smiling_eyes=1F638
cat_with_tears_of_joy=1F639 smiling_cat_with_heart_eyes=1F63B cat_with_wry_smile=1F63C
kissing_cat=1F63D weary_cat=1F640 crying_cat=1F63F pouting_cat=1F63E see_no_evil_monkey=1F648
hear_no_evil_monkey=1F649 speak_no_evil_monkey=1F64A love_letter=1F48C heart_with_arrow=1F498
heart_with_ribbon=1F49D sparkling_heart=1F496 growing_heart=1F497 beating_heart=1F493
revolving_hearts=1F49E two_hearts=1F495 heart_decoration=1F49F heart_exclamation=2763+FE0F
broken_heart=1F494 heart_on_fire=2764+FE0F+200D+1F525 mending_heart=2764+FE0F+200D+1FA79
red_heart=2764+FE0F pink_heart=1FA77 orange_heart=1F9E1 yellow_heart=1F49B green_heart=1F49A
blue_heart=1F499 light_blue_heart=1FA75 purple_heart=1F49C brown_heart=1F90E black_heart=1F5A4
grey_heart=1FA76 white_heart=1F90D kiss_mark=1F48B hundred_points=1F4AF anger_symbol=1F4A2
collision=1F4A5 dizzy=1F4AB sweat_droplets=1F4A6 dashing_away=1F4A8 hole=1F573+FE0F
speech_balloon=1F4AC eye_in_speech_bubble=1F441+FE0F+200D+1F5E8+FE0F left_speech_bubble=1F5E8+FE0F
right_anger_bubble=1F5EF+FE0F thought_balloon=1F4AD zzz=1F4A4 waving_hand=1F44B
raised_back_of_hand=1F91A hand_with_fingers_splayed=1F590+FE0F raised_hand=270B vulcan_salute=1F596
rightwards_hand=1FAF1 leftwards_hand=1FAF2 palm_down_hand=1FAF3 palm_up_hand=1FAF4
leftwards_pushing_hand=1FAF7 rightwards_pushing_hand=1FAF8 ok_hand=1F44C pinched_fingers=1F90C
pinching_hand=1F90F victory_hand=270C+FE0F crossed_fingers=1F91E
hand_with_index_finger_and_thumb_crossed=1FAF0 love_you_gesture=1F91F sign_of_the_horns=1F918
call_me_hand=1F919 backhand_index_pointing_left=1F448 backhand_index_pointing_right=1F449
backhand_index_pointing_up=1F446 middle_finger=1F595 backhand_index_pointing_down=1F447
index_pointing_up=261D+FE0F index_pointing_at_the_viewer=1FAF5 thumbs_up=1F44D thumbs_down=1F44E
raised_fist=270A oncoming_fist=1F44A left_facing_fist=1F91B right_facing_fist=1F91C
clapping_hands=1F44F raising_hands=1F64C heart_hands=1FAF6 open_hands=1F450 palms_up_together=1F932
handshake=1F91D folded_hands=1F64F writing_hand=270D+FE0F nail_polish=1F485 selfie=1F933
flexed_biceps=1F4AA mechanical_arm=1F9BE mechanical_leg=1F9BF leg=1F9B5 foot=1F9B6 ear=1F442
ear_with_hearing_aid=1F9BB nose=1F443 brain=1F9E0 anatomical_heart=1FAC0 lungs=1FAC1 tooth=1F9B7
bone=1F9B4 eyes=1F440 eye=1F441+FE0F tongue=1F445 mouth=1F444 biting_lip=1FAE6 baby=1F476
child=1F9D2 boy=1F466 girl=1F467 person=1F9D1 person_blond_hair=1F471 man=1F468 person_beard=1F9D4
man_beard=1F9D4+200D+2642+FE0F woman_beard=1F9D4+200D+2640+FE0F man_red_hair=1F468+200D+1F9B0
man_curly_hair=1F468+200D+1F9B1 man_white_hair=1F468+200D+1F9B3 man_bald=1F468+200D+1F9B2
woman=1F469 woman_red_hair=1F469+200D+1F9B0 person_red_hair=1F9D1+200D+1F9B0
woman_curly_hair=1F469+200D+1F9B1 person_curly_hair=1F9D1+200D+1F9B1
woman_white_hair=1F469+200D+1F9B3 person_white_hair=1F9D1+200D+1F9B3 woman_bald=1F469+200D+1F9B2
person_bald=1F9D1+200D+1F9B2 woman_blond_hair=1F471+200D+2640+FE0F
man_blond_hair=1F471+200D+2642+FE0F older_person=1F9D3 old_man=1F474 old_woman=1F475
person_frowning=1F64D man_frowning=1F64D+200D+2642+FE0F woman_frowning=1F64D+200D+2640+FE0F
person_pouting=1F64E man_pouting=1F64E+200D+2642+FE0F woman_pouting=1F64E+200D+2640+FE0F
person_gesturing_no=1F645 man_gesturing_no=1F645+200D+2642+FE0F
woman_gesturing_no=1F645+200D+2640+FE0F person_gesturing_ok=1F646
man_gesturing_ok=1F646+200D+2642+FE0F woman_gesturing_ok=1F646+200D+2640+FE0F
person_tipping_hand=1F481 man_tipping_hand=1F481+200D+2642+FE0F
woman_tipping_hand=1F481+200D+2640+FE0F person_raising_hand=1F64B
man_raising_hand=1F64B+200D+2642+FE0F woman_raising_hand=1F64B+200D+2640+FE0F deaf_person=1F9CF
deaf_man=1F9CF+200D+2642+FE0F deaf_woman=1F9CF+200D+2640+FE0F person_bowing=1F647
man_bowing=1F647+200D+2642+FE0F woman_bowing=1F647+200D+2640+FE0F person_facepalming=1F926
man_facepalming=1F926+200D+2642+FE0F woman_facepalming=1F926+200D+2640+FE0F person_shrugging=1F937
man_shrugging=1F937+200D+2642+FE0F woman_shrugging=1F937+200D+2640+FE0F
health_worker=1F9D1+200D+2695+FE0F man_health_worker=1F468+200D+2695+FE0F
woman_health_worker=1F469+200D+2695+FE0F student=1F9D1+200D+1F393 man_student=1F468+200D+1F393
woman_student=1F469+200D+1F393 teacher=1F9D1+200D+1F3EB man_teacher=1F468+200D+1F3EB
woman_teacher=1F469+200D+1F3EB judge=1F9D1+200D+2696+FE0F man_judge=1F468+200D+2696+FE0F
woman_judge=1F469+200D+2696+FE0F farmer=1F9D1+200D+1F33E man_farmer=1F468+200D+1F33E
woman_farmer=1F469+200D+1F33E cook=1F9D1+200D+1F373 man_cook=1F468+200D+1F373
woman_cook=1F469+200D+1F373 mechanic=1F9D1+200D+1F527 man_mechanic=1F468+200D+1F527
woman_mechanic=1F469+200D+1F527 factory_worker=1F9D1+200D+1F3ED man_factory_worker=1F468+200D+1F3ED
woman_factory_worker=1F469+200D+1F3ED office_worker=1F9D1+200D+1F4BC
man_office_worker=1F468+200D+1F4BC woman_office_worker=1F469+200D+1F4BC scientist=1F9D1+200D+1F52C
man_scientist=1F468+200D+1F52C woman_scientist=1F469+200D+1F52C technologist=1F9D1+200D+1F4BB
man_technologist=1F468+200D+1F4BB woman_technologist=1F469+200D+1F4BB singer=1F9D1+200D+1F3A4
man_singer=1F468+200D+1F3A4 woman_singer=1F469+200D+1F3A4 artist=1F9D1+200D+1F3A8
man_artist=1F468+200D+1F3A8 woman_artist=1F469+200D+1F3A8 pilot=1F9D1+200D+2708+FE0F
man_pilot=1F468+200D+2708+FE0F woman_pilot=1F469+200D+2708+FE0F astronaut=1F9D1+200D+1F680
man_astronaut=1F468+200D+1F680 woman_astronaut=1F469+200D+1F680 firefighter=1F9D1+200D+1F692
man_firefighter=1F468+200D+1F692 woman_firefighter=1F469+200D+1F692 police_officer=1F46E
man_police_officer=1F46E+200D+2642+FE0F woman_police_officer=1F46E+200D+2640+FE0F
detective=1F575+FE0F man_detective=1F575+FE0F+200D+2642+FE0F
woman_detective=1F575+FE0F+200D+2640+FE0F guard=1F482 man_guard=1F482+200D+2642+FE0F
woman_guard=1F482+200D+2640+FE0F ninja=1F977 construction_worker=1F477
man_construction_worker=1F477+200D+2642+FE0F woman_construction_worker=1F477+200D+2640+FE0F
person_with_crown=1FAC5 prince=1F934 princess=1F478 person_wearing_turban=1F473
man_wearing_turban=1F473+200D+2642+FE0F woman_wearing_turban=1F473+200D+2640+FE0F
person_with_skullcap=1F472 woman_with_headscarf=1F9D5 person_in_tuxedo=1F935
man_in_tuxedo=1F935+200D+2642+FE0F woman_in_tuxedo=1F935+200D+2640+FE0F person_with_veil=1F470
man_with_veil=1F470+200D+2642+FE0F woman_with_veil=1F470+200D+2640+FE0F pregnant_woman=1F930
pregnant_man=1FAC3 pregnant_person=1FAC4 breast_feeding=1F931 woman_feeding_baby=1F469+200D+1F37C
man_feeding_baby=1F468+200D+1F37C person_feeding_baby=1F9D1+200D+1F37C baby_angel=1F47C
santa_claus=1F385 mrs_claus=1F936 mx_claus=1F9D1+200D+1F384 superhero=1F9B8
man_superhero=1F9B8+200D+2642+FE0F woman_superhero=1F9B8+200D+2640+FE0F supervillain=1F9B9
man_supervillain=1F9B9+200D+2642+FE0F woman_supervillain=1F9B9+200D+2640+FE0F mage=1F9D9
man_mage=1F9D9+200D+2642+FE0F woman_mage=1F9D9+200D+2640+FE0F fairy=1F9DA
man_fairy=1F9DA+200D+2642+FE0F woman_fairy=1F9DA+200D+2640+FE0F vampire=1F9DB
man_vampire=1F9DB+200D+2642+FE0F woman_vampire=1F9DB+200D+2640+FE0F merperson=1F9DC
merman=1F9DC+200D+2642+FE0F mermaid=1F9DC+200D+2640+FE0F elf=1F9DD man_elf=1F9DD+200D+2642+FE0F
woman_elf=1F9DD+200D+2640+FE0F genie=1F9DE man_genie=1F9DE+200D+2642+FE0F
woman_genie=1F9DE+200D+2640+FE0F zombie=1F9DF man_zombie=1F9DF+200D+2642+FE0F
woman_zombie=1F9DF+200D+2640+FE0F troll=1F9CC person_getting_massage=1F486
man_getting_massage=1F486+200D+2642+FE0F woman_getting_massage=1F486+200D+2640+FE0F
person_getting_haircut=1F487 man_getting_haircut=1F487+200D+2642+FE0F
woman_getting_haircut=1F487+200D+2640+FE0F person_walking=1F6B6 man_walking=1F6B6+200D+2642+FE0F
woman_walking=1F6B6+200D+2640+FE0F person_standing=1F9CD man_standing=1F9CD+200D+2642+FE0F
woman_standing=1F9CD+200D+2640+FE0F person_kneeling=1F9CE man_kneeling=1F9CE+200D+2642+FE0F
woman_kneeling=1F9CE+200D+2640+FE0F person_with_white_cane=1F9D1+200D+1F9AF
man_with_white_cane=1F468+200D+1F9AF woman_with_white_cane=1F469+200D+1F9AF
person_in_motorized_wheelchair=1F9D1+200D+1F9BC man_in_motorized_wheelchair=1F468+200D+1F9BC
woman_in_motorized_wheelchair=1F469+200D+1F9BC person_in_manual_wheelchair=1F9D1+200D+1F9BD
man_in_manual_wheelchair=1F468+200D+1F9BD woman_in_manual_wheelchair=1F469+200D+1F9BD
person_running=1F3C3 man_running=1F3C3+200D+2642+FE0F woman_running=1F3C3+200D+2640+FE0F
woman_dancing=1F483 man_dancing=1F57A person_in_suit_levitating=1F574+FE0F
people_with_bunny_ears=1F46F men_with_bunny_ears=1F46F+200D+2642+FE0F
women_with_bunny_ears=1F46F+200D+2640+FE0F person_in_steamy_room=1F9D6
man_in_steamy_room=1F9D6+200D+2642+FE0F woman_in_steamy_room=1F9D6+200D+2640+FE0F
person_climbing=1F9D7 man_climbing=1F9D7+200D+2642+FE0F woman_climbing=1F9D7+200D+2640+FE0F
person_fencing=1F93A horse_racing=1F3C7 skier=26F7+FE0F snowboarder=1F3C2 person_golfing=1F3CC+FE0F
man_golfing=1F3CC+FE0F+200D+2642+FE0F woman_golfing=1F3CC+FE0F+200D+2640+FE0F person_surfing=1F3C4
man_surfing=1F3C4+200D+2642+FE0F woman_surfing=1F3C4+200D+2640+FE0F person_rowing_boat=1F6A3
man_rowing_boat=1F6A3+200D+2642+FE0F woman_rowing_boat=1F6A3+200D+2640+FE0F person_swimming=1F3CA
man_swimming=1F3CA+200D+2642+FE0F woman_swimming=1F3CA+200D+2640+FE0F person_bouncing_ball=26F9+FE0F
man_bouncing_ball=26F9+FE0F+200D+2642+FE0F woman_bouncing_ball=26F9+FE0F+200D+2640+FE0F
person_lifting_weights=1F3CB+FE0F man_lifting_weights=1F3CB+FE0F+200D+2642+FE0F
woman_lifting_weights=1F3CB+FE0F+200D+2640+FE0F person_biking=1F6B4 man_biking=1F6B4+200D+2642+FE0F
woman_biking=1F6B4+200D+2640+FE0F person_mountain_biking=1F6B5
man_mountain_biking=1F6B5+200D+2642+FE0F woman_mountain_biking=1F6B5+200D+2640+FE0F
person_cartwheeling=1F938 man_cartwheeling=1F938+200D+2642+FE0F
woman_cartwheeling=1F938+200D+2640+FE0F people_wrestling=1F93C men_wrestling=1F93C+200D+2642+FE0F
women_wrestling=1F93C+200D+2640+FE0F person_playing_water_polo=1F93D
man_playing_water_polo=1F93D+200D+2642+FE0F woman_playing_water_polo=1F93D+200D+2640+FE0F
person_playing_handball=1F93E man_playing_handball=1F93E+200D+2642+FE0F
woman_playing_handball=1F93E+200D+2640+FE0F person_juggling=1F939 man_juggling=1F939+200D+2642+FE0F
woman_juggling=1F939+200D+2640+FE0F person_in_lotus_position=1F9D8
man_in_lotus_position=1F9D8+200D+2642+FE0F woman_in_lotus_position=1F9D8+200D+2640+FE0F
person_taking_bath=1F6C0 person_in_bed=1F6CC people_holding_hands=1F9D1+200D+1F91D+200D+1F9D1
women_holding_hands=1F46D woman_and_man_holding_hands=1F46B men_holding_hands=1F46C kiss=1F48F
kiss_woman_man=1F469+200D+2764+FE0F+200D+1F48B+200D+1F468
kiss_man_man=1F468+200D+2764+FE0F+200D+1F48B+200D+1F468
kiss_woman_woman=1F469+200D+2764+FE0F+200D+1F48B+200D+1F469 couple_with_heart=1F491
couple_with_heart_woman_man=1F469+200D+2764+FE0F+200D+1F468
couple_with_heart_man_man=1F468+200D+2764+FE0F+200D+1F468
couple_with_heart_woman_woman=1F469+200D+2764+FE0F+200D+1F469 family=1F46A
family_man_woman_boy=1F468+200D+1F469+200D+1F466 family_man_woman_girl=1F468+200D+1F469+200D+1F467
family_man_woman_girl_boy=1F468+200D+1F469+200D+1F467+200D+1F466
family_man_woman_boy_boy=1F468+200D+1F469+200D+1F466+200D+1F466
family_man_woman_girl_girl=1F468+200D+1F469+200D+1F467+200D+1F467
family_man_man_boy=1F468+200D+1F468+200D+1F466 family_man_man_girl=1F468+200D+1F468+200D+1F467
family_man_man_girl_boy=1F468+200D+1F468+200D+1F467+200D+1F466
family_man_man_boy_boy=1F468+200D+1F468+200D+1F466+200D+1F466
family_man_man_girl_girl=1F468+200D+1F468+200D+1F467+200D+1F467
family_woman_woman_boy=1F469+200D+1F469+200D+1F466
family_woman_woman_girl=1F469+200D+1F469+200D+1F467
family_woman_woman_girl_boy=1F469+200D+1F469+200D+1F467+200D+1F466
family_woman_woman_boy_boy=1F469+200D+1F469+200D+1F466+200D+1F466
family_woman_woman_girl_girl=1F469+200D+1F469+200D+1F467+200D+1F467 family_man_boy=1F468+200D+1F466
family_man_boy_boy=1F468+200D+1F466+200D+1F466 family_man_girl=1F468+200D+1F467
family_man_girl_boy=1F468+200D+1F467+200D+1F466 family_man_girl_girl=1F468+200D+1F467+200D+1F467
family_woman_boy=1F469+200D+1F466 family_woman_boy_boy=1F469+200D+1F466+200D+1F466
family_woman_girl=1F469+200D+1F467 family_woman_girl_boy=1F469+200D+1F467+200D+1F466
family_woman_girl_girl=1F469+200D+1F467+200D+1F467 speaking_head=1F5E3+FE0F bust_in_silhouette=1F464
busts_in_silhouette=1F465 people_hugging=1FAC2 footprints=1F463 red_hair=1F9B0 curly_hair=1F9B1
white_hair=1F9B3 bald=1F9B2 monkey_face=1F435 monkey=1F412 gorilla=1F98D orangutan=1F9A7
dog_face=1F436 dog=1F415 guide_dog=1F9AE service_dog=1F415+200D+1F9BA poodle=1F429 wolf=1F43A
fox=1F98A raccoon=1F99D cat_face=1F431 cat=1F408 black_cat=1F408+200D+2B1B lion=1F981
tiger_face=1F42F tiger=1F405 leopard=1F406 horse_face=1F434 moose=1FACE donkey=1FACF horse=1F40E
unicorn=1F984 zebra=1F993 deer=1F98C bison=1F9AC cow_face=1F42E ox=1F402 water_buffalo=1F403
cow=1F404 pig_face=1F437 pig=1F416 boar=1F417 pig_nose=1F43D ram=1F40F ewe=1F411 goat=1F410
camel=1F42A two_hump_camel=1F42B llama=1F999 giraffe=1F992 elephant=1F418 mammoth=1F9A3
rhinoceros=1F98F hippopotamus=1F99B mouse_face=1F42D mouse=1F401 rat=1F400 hamster=1F439
rabbit_face=1F430 rabbit=1F407 chipmunk=1F43F+FE0F beaver=1F9AB hedgehog=1F994 bat=1F987 bear=1F43B
polar_bear=1F43B+200D+2744+FE0F koala=1F428 panda=1F43C sloth=1F9A5 otter=1F9A6 skunk=1F9A8
kangaroo=1F998 badger=1F9A1 paw_prints=1F43E turkey=1F983 chicken=1F414 rooster=1F413
hatching_chick=1F423 baby_chick=1F424 front_facing_baby_chick=1F425 bird=1F426 penguin=1F427
dove=1F54A+FE0F eagle=1F985 duck=1F986 swan=1F9A2 owl=1F989 dodo=1F9A4 feather=1FAB6 flamingo=1F9A9
peacock=1F99A parrot=1F99C wing=1FABD black_bird=1F426+200D+2B1B goose=1FABF frog=1F438
crocodile=1F40A turtle=1F422 lizard=1F98E snake=1F40D dragon_face=1F432 dragon=1F409 sauropod=1F995
t_rex=1F996 spouting_whale=1F433 whale=1F40B dolphin=1F42C seal=1F9AD fish=1F41F tropical_fish=1F420
blowfish=1F421 shark=1F988 octopus=1F419 spiral_shell=1F41A coral=1FAB8 jellyfish=1FABC snail=1F40C
butterfly=1F98B bug=1F41B ant=1F41C honeybee=1F41D beetle=1FAB2 lady_beetle=1F41E cricket=1F997
cockroach=1FAB3 spider=1F577+FE0F spider_web=1F578+FE0F scorpion=1F982 mosquito=1F99F fly=1FAB0
worm=1FAB1 microbe=1F9A0 bouquet=1F490 cherry_blossom=1F338 white_flower=1F4AE lotus=1FAB7
rosette=1F3F5+FE0F rose=1F339 wilted_flower=1F940 hibiscus=1F33A sunflower=1F33B blossom=1F33C
tulip=1F337 hyacinth=1FABB seedling=1F331 potted_plant=1FAB4 evergreen_tree=1F332
deciduous_tree=1F333 palm_tree=1F334 cactus=1F335 sheaf_of_rice=1F33E herb=1F33F shamrock=2618+FE0F
four_leaf_clover=1F340 maple_leaf=1F341 fallen_leaf=1F342 leaf_fluttering_in_wind=1F343
empty_nest=1FAB9 nest_with_eggs=1FABA mushroom=1F344 grapes=1F347 melon=1F348 watermelon=1F349
tangerine=1F34A lemon=1F34B banana=1F34C pineapple=1F34D mango=1F96D red_apple=1F34E
green_apple=1F34F pear=1F350 peach=1F351 cherries=1F352 strawberry=1F353 blueberries=1FAD0
kiwi_fruit=1F95D tomato=1F345 olive=1FAD2 coconut=1F965 avocado=1F951 eggplant=1F346 potato=1F954
carrot=1F955 ear_of_corn=1F33D hot_pepper=1F336+FE0F bell_pepper=1FAD1 cucumber=1F952
leafy_green=1F96C broccoli=1F966 garlic=1F9C4 onion=1F9C5 peanuts=1F95C beans=1FAD8 chestnut=1F330
ginger_root=1FADA pea_pod=1FADB bread=1F35E croissant=1F950 baguette_bread=1F956 flatbread=1FAD3
pretzel=1F968 bagel=1F96F pancakes=1F95E waffle=1F9C7 cheese_wedge=1F9C0 meat_on_bone=1F356
poultry_leg=1F357 cut_of_meat=1F969 bacon=1F953 hamburger=1F354 french_fries=1F35F pizza=1F355
hot_dog=1F32D sandwich=1F96A taco=1F32E burrito=1F32F tamale=1FAD4 stuffed_flatbread=1F959
falafel=1F9C6 egg=1F95A cooking=1F373 shallow_pan_of_food=1F958 pot_of_food=1F372 fondue=1FAD5
bowl_with_spoon=1F963 green_salad=1F957 popcorn=1F37F butter=1F9C8 salt=1F9C2 canned_food=1F96B
bento_box=1F371 rice_cracker=1F358 rice_ball=1F359 cooked_rice=1F35A curry_rice=1F35B
steaming_bowl=1F35C spaghetti=1F35D roasted_sweet_potato=1F360 oden=1F362 sushi=1F363
fried_shrimp=1F364 fish_cake_with_swirl=1F365 moon_cake=1F96E dango=1F361 dumpling=1F95F
fortune_cookie=1F960 takeout_box=1F961 crab=1F980 lobster=1F99E shrimp=1F990 squid=1F991
oyster=1F9AA soft_ice_cream=1F366 shaved_ice=1F367 ice_cream=1F368 doughnut=1F369 cookie=1F36A
birthday_cake=1F382 shortcake=1F370 cupcake=1F9C1 pie=1F967 chocolate_bar=1F36B candy=1F36C
lollipop=1F36D custard=1F36E honey_pot=1F36F baby_bottle=1F37C glass_of_milk=1F95B hot_beverage=2615
teapot=1FAD6 teacup_without_handle=1F375 sake=1F376 bottle_with_popping_cork=1F37E wine_glass=1F377
cocktail_glass=1F378 tropical_drink=1F379 beer_mug=1F37A clinking_beer_mugs=1F37B
clinking_glasses=1F942 tumbler_glass=1F943 pouring_liquid=1FAD7 cup_with_straw=1F964
bubble_tea=1F9CB beverage_box=1F9C3 mate=1F9C9 ice=1F9CA chopsticks=1F962
fork_and_knife_with_plate=1F37D+FE0F fork_and_knife=1F374 spoon=1F944 kitchen_knife=1F52A jar=1FAD9
amphora=1F3FA globe_showing_europe_africa=1F30D globe_showing_americas=1F30E
globe_showing_asia_australia=1F30F globe_with_meridians=1F310 world_map=1F5FA+FE0F
map_of_japan=1F5FE compass=1F9ED snow_capped_mountain=1F3D4+FE0F mountain=26F0+FE0F volcano=1F30B
mount_fuji=1F5FB camping=1F3D5+FE0F beach_with_umbrella=1F3D6+FE0F desert=1F3DC+FE0F
desert_island=1F3DD+FE0F national_park=1F3DE+FE0F stadium=1F3DF+FE0F classical_building=1F3DB+FE0F
building_construction=1F3D7+FE0F brick=1F9F1 rock=1FAA8 wood=1FAB5 hut=1F6D6 houses=1F3D8+FE0F
derelict_house=1F3DA+FE0F house=1F3E0 house_with_garden=1F3E1 office_building=1F3E2
japanese_post_office=1F3E3 post_office=1F3E4 hospital=1F3E5 bank=1F3E6 hotel=1F3E8 love_hotel=1F3E9
convenience_store=1F3EA school=1F3EB department_store=1F3EC factory=1F3ED japanese_castle=1F3EF
castle=1F3F0 wedding=1F492 tokyo_tower=1F5FC statue_of_liberty=1F5FD church=26EA mosque=1F54C
hindu_temple=1F6D5 synagogue=1F54D shinto_shrine=26E9+FE0F kaaba=1F54B fountain=26F2 tent=26FA
foggy=1F301 night_with_stars=1F303 cityscape=1F3D9+FE0F sunrise_over_mountains=1F304 sunrise=1F305
cityscape_at_dusk=1F306 sunset=1F307 bridge_at_night=1F309 hot_springs=2668+FE0F
carousel_horse=1F3A0 playground_slide=1F6DD ferris_wheel=1F3A1 roller_coaster=1F3A2
barber_pole=1F488 circus_tent=1F3AA locomotive=1F682 railway_car=1F683 high_speed_train=1F684
bullet_train=1F685 train=1F686 metro=1F687 light_rail=1F688 station=1F689 tram=1F68A monorail=1F69D
mountain_railway=1F69E tram_car=1F68B bus=1F68C oncoming_bus=1F68D trolleybus=1F68E minibus=1F690
ambulance=1F691 fire_engine=1F692 police_car=1F693 oncoming_police_car=1F694 taxi=1F695
oncoming_taxi=1F696 automobile=1F697 oncoming_automobile=1F698 sport_utility_vehicle=1F699
pickup_truck=1F6FB delivery_truck=1F69A articulated_lorry=1F69B tractor=1F69C racing_car=1F3CE+FE0F
motorcycle=1F3CD+FE0F motor_scooter=1F6F5 manual_wheelchair=1F9BD motorized_wheelchair=1F9BC
auto_rickshaw=1F6FA bicycle=1F6B2 kick_scooter=1F6F4 skateboard=1F6F9 roller_skate=1F6FC
bus_stop=1F68F motorway=1F6E3+FE0F railway_track=1F6E4+FE0F oil_drum=1F6E2+FE0F fuel_pump=26FD
wheel=1F6DE police_car_light=1F6A8 horizontal_traffic_light=1F6A5 vertical_traffic_light=1F6A6
stop_sign=1F6D1 construction=1F6A7 anchor=2693 ring_buoy=1F6DF sailboat=26F5 canoe=1F6F6
speedboat=1F6A4 passenger_ship=1F6F3+FE0F ferry=26F4+FE0F motor_boat=1F6E5+FE0F ship=1F6A2
airplane=2708+FE0F small_airplane=1F6E9+FE0F airplane_departure=1F6EB airplane_arrival=1F6EC
parachute=1FA82 seat=1F4BA helicopter=1F681 suspension_railway=1F69F mountain_cableway=1F6A0
aerial_tramway=1F6A1 satellite=1F6F0+FE0F rocket=1F680 flying_saucer=1F6F8 bellhop_bell=1F6CE+FE0F
luggage=1F9F3 hourglass_done=231B hourglass_not_done=23F3 watch=231A alarm_clock=23F0
stopwatch=23F1+FE0F timer_clock=23F2+FE0F mantelpiece_clock=1F570+FE0F twelve_oclock=1F55B
twelve_thirty=1F567 one_oclock=1F550 one_thirty=1F55C two_oclock=1F551 two_thirty=1F55D
three_oclock=1F552 three_thirty=1F55E four_oclock=1F553 four_thirty=1F55F five_oclock=1F554
five_thirty=1F560 six_oclock=1F555 six_thirty=1F561 seven_oclock=1F556 seven_thirty=1F562
eight_oclock=1F557 eight_thirty=1F563 nine_oclock=1F558 nine_thirty=1F564 ten_oclock=1F559
ten_thirty=1F565 eleven_oclock=1F55A eleven_thirty=1F566 new_moon=1F311 waxing_crescent_moon=1F312
first_quarter_moon=1F313 waxing_gibbous_moon=1F314 full_moon=1F315 waning_gibbous_moon=1F316
last_quarter_moon=1F317 waning_crescent_moon=1F318 crescent_moon=1F319 new_moon_face=1F31A
first_quarter_moon_face=1F31B last_quarter_moon_face=1F31C thermometer=1F321+FE0F sun=2600+FE0F
full_moon_face=1F31D sun_with_face=1F31E ringed_planet=1FA90 star=2B50 glowing_star=1F31F
shooting_star=1F320 milky_way=1F30C cloud=2601+FE0F sun_behind_cloud=26C5
cloud_with_lightning_and_rain=26C8+FE0F sun_behind_small_cloud=1F324+FE0F
sun_behind_large_cloud=1F325+FE0F sun_behind_rain_cloud=1F326+FE0F cloud_with_rain=1F327+FE0F
cloud_with_snow=1F328+FE0F cloud_with_lightning=1F329+FE0F tornado=1F32A+FE0F fog=1F32B+FE0F
wind_face=1F32C+FE0F cyclone=1F300 rainbow=1F308 closed_umbrella=1F302 umbrella=2602+FE0F
umbrella_with_rain_drops=2614 umbrella_on_ground=26F1+FE0F high_voltage=26A1 snowflake=2744+FE0F
snowman=2603+FE0F snowman_without_snow=26C4 comet=2604+FE0F fire=1F525 droplet=1F4A7
water_wave=1F30A jack_o_lantern=1F383 christmas_tree=1F384 fireworks=1F386 sparkler=1F387
firecracker=1F9E8 sparkles=2728 balloon=1F388 party_popper=1F389 confetti_ball=1F38A
tanabata_tree=1F38B pine_decoration=1F38D japanese_dolls=1F38E carp_streamer=1F38F wind_chime=1F390
moon_viewing_ceremony=1F391 red_envelope=1F9E7 ribbon=1F380 wrapped_gift=1F381
reminder_ribbon=1F397+FE0F admission_tickets=1F39F+FE0F ticket=1F3AB military_medal=1F396+FE0F
trophy=1F3C6 sports_medal=1F3C5 1st_place_medal=1F947 2nd_place_medal=1F948 3rd_place_medal=1F949
soccer_ball=26BD baseball=26BE softball=1F94E basketball=1F3C0 volleyball=1F3D0
american_football=1F3C8 rugby_football=1F3C9 tennis=1F3BE flying_disc=1F94F bowling=1F3B3
cricket_game=1F3CF field_hockey=1F3D1 ice_hockey=1F3D2 lacrosse=1F94D ping_pong=1F3D3
badminton=1F3F8 boxing_glove=1F94A martial_arts_uniform=1F94B goal_net=1F945 flag_in_hole=26F3
ice_skate=26F8+FE0F fishing_pole=1F3A3 diving_mask=1F93F running_shirt=1F3BD skis=1F3BF sled=1F6F7
curling_stone=1F94C bullseye=1F3AF yo_yo=1FA80 kite=1FA81 water_pistol=1F52B pool_8_ball=1F3B1
crystal_ball=1F52E magic_wand=1FA84 video_game=1F3AE joystick=1F579+FE0F slot_machine=1F3B0
game_die=1F3B2 puzzle_piece=1F9E9 teddy_bear=1F9F8 pinata=1FA85 mirror_ball=1FAA9
nesting_dolls=1FA86 spade_suit=2660+FE0F heart_suit=2665+FE0F diamond_suit=2666+FE0F
club_suit=2663+FE0F chess_pawn=265F+FE0F joker=1F0CF mahjong_red_dragon=1F004
flower_playing_cards=1F3B4 performing_arts=1F3AD framed_picture=1F5BC+FE0F artist_palette=1F3A8
thread=1F9F5 sewing_needle=1FAA1 yarn=1F9F6 knot=1FAA2 glasses=1F453 sunglasses=1F576+FE0F
goggles=1F97D lab_coat=1F97C safety_vest=1F9BA necktie=1F454 t_shirt=1F455 jeans=1F456 scarf=1F9E3
gloves=1F9E4 coat=1F9E5 socks=1F9E6 dress=1F457 kimono=1F458 sari=1F97B one_piece_swimsuit=1FA71
briefs=1FA72 shorts=1FA73 bikini=1F459 womans_clothes=1F45A folding_hand_fan=1FAAD purse=1F45B
handbag=1F45C clutch_bag=1F45D shopping_bags=1F6CD+FE0F backpack=1F392 thong_sandal=1FA74
mans_shoe=1F45E running_shoe=1F45F hiking_boot=1F97E flat_shoe=1F97F high_heeled_shoe=1F460
womans_sandal=1F461 ballet_shoes=1FA70 womans_boot=1F462 hair_pick=1FAAE crown=1F451
womans_hat=1F452 top_hat=1F3A9 graduation_cap=1F393 billed_cap=1F9E2 military_helmet=1FA96
rescue_workers_helmet=26D1+FE0F prayer_beads=1F4FF lipstick=1F484 ring=1F48D gem_stone=1F48E
muted_speaker=1F507 speaker_low_volume=1F508 speaker_medium_volume=1F509 speaker_high_volume=1F50A
loudspeaker=1F4E2 megaphone=1F4E3 postal_horn=1F4EF bell=1F514 bell_with_slash=1F515
musical_score=1F3BC musical_note=1F3B5 musical_notes=1F3B6 studio_microphone=1F399+FE0F
level_slider=1F39A+FE0F control_knobs=1F39B+FE0F microphone=1F3A4 headphone=1F3A7 radio=1F4FB
saxophone=1F3B7 accordion=1FA97 guitar=1F3B8 musical_keyboard=1F3B9 trumpet=1F3BA violin=1F3BB
banjo=1FA95 drum=1F941 long_drum=1FA98 maracas=1FA87 flute=1FA88 mobile_phone=1F4F1
mobile_phone_with_arrow=1F4F2 telephone=260E+FE0F telephone_receiver=1F4DE pager=1F4DF
fax_machine=1F4E0 battery=1F50B low_battery=1FAAB electric_plug=1F50C laptop=1F4BB
desktop_computer=1F5A5+FE0F printer=1F5A8+FE0F keyboard=2328+FE0F computer_mouse=1F5B1+FE0F
trackball=1F5B2+FE0F computer_disk=1F4BD floppy_disk=1F4BE optical_disk=1F4BF dvd=1F4C0 abacus=1F9EE
movie_camera=1F3A5 film_frames=1F39E+FE0F film_projector=1F4FD+FE0F clapper_board=1F3AC
television=1F4FA camera=1F4F7 camera_with_flash=1F4F8 video_camera=1F4F9 videocassette=1F4FC
magnifying_glass_tilted_left=1F50D magnifying_glass_tilted_right=1F50E candle=1F56F+FE0F
light_bulb=1F4A1 flashlight=1F526 red_paper_lantern=1F3EE diya_lamp=1FA94
notebook_with_decorative_cover=1F4D4 closed_book=1F4D5 open_book=1F4D6 green_book=1F4D7
blue_book=1F4D8 orange_book=1F4D9 books=1F4DA notebook=1F4D3 ledger=1F4D2 page_with_curl=1F4C3
scroll=1F4DC page_facing_up=1F4C4 newspaper=1F4F0 rolled_up_newspaper=1F5DE+FE0F bookmark_tabs=1F4D1
bookmark=1F516 label=1F3F7+FE0F money_bag=1F4B0 coin=1FA99 yen_banknote=1F4B4 dollar_banknote=1F4B5
euro_banknote=1F4B6 pound_banknote=1F4B7 money_with_wings=1F4B8 credit_card=1F4B3 receipt=1F9FE
chart_increasing_with_yen=1F4B9 envelope=2709+FE0F e_mail=1F4E7 incoming_envelope=1F4E8
envelope_with_arrow=1F4E9 outbox_tray=1F4E4 inbox_tray=1F4E5 package=1F4E6
closed_mailbox_with_raised_flag=1F4EB closed_mailbox_with_lowered_flag=1F4EA
open_mailbox_with_raised_flag=1F4EC open_mailbox_with_lowered_flag=1F4ED postbox=1F4EE
ballot_box_with_ballot=1F5F3+FE0F pencil=270F+FE0F black_nib=2712+FE0F fountain_pen=1F58B+FE0F
pen=1F58A+FE0F paintbrush=1F58C+FE0F crayon=1F58D+FE0F memo=1F4DD briefcase=1F4BC file_folder=1F4C1
open_file_folder=1F4C2 card_index_dividers=1F5C2+FE0F calendar=1F4C5 tear_off_calendar=1F4C6
spiral_notepad=1F5D2+FE0F spiral_calendar=1F5D3+FE0F card_index=1F4C7 chart_increasing=1F4C8
chart_decreasing=1F4C9 bar_chart=1F4CA clipboard=1F4CB pushpin=1F4CC round_pushpin=1F4CD
paperclip=1F4CE linked_paperclips=1F587+FE0F straight_ruler=1F4CF triangular_ruler=1F4D0
scissors=2702+FE0F card_file_box=1F5C3+FE0F file_cabinet=1F5C4+FE0F wastebasket=1F5D1+FE0F
locked=1F512 unlocked=1F513 locked_with_pen=1F50F locked_with_key=1F510 key=1F511 old_key=1F5DD+FE0F
hammer=1F528 axe=1FA93 pick=26CF+FE0F hammer_and_pick=2692+FE0F hammer_and_wrench=1F6E0+FE0F
dagger=1F5E1+FE0F crossed_swords=2694+FE0F bomb=1F4A3 boomerang=1FA83 bow_and_arrow=1F3F9
shield=1F6E1+FE0F carpentry_saw=1FA9A wrench=1F527 screwdriver=1FA9B nut_and_bolt=1F529
gear=2699+FE0F clamp=1F5DC+FE0F balance_scale=2696+FE0F white_cane=1F9AF link=1F517 chains=26D3+FE0F
hook=1FA9D toolbox=1F9F0 magnet=1F9F2 ladder=1FA9C alembic=2697+FE0F test_tube=1F9EA
petri_dish=1F9EB dna=1F9EC microscope=1F52C telescope=1F52D satellite_antenna=1F4E1 syringe=1F489
drop_of_blood=1FA78 pill=1F48A adhesive_bandage=1FA79 crutch=1FA7C stethoscope=1FA7A x_ray=1FA7B
door=1F6AA elevator=1F6D7 mirror=1FA9E window=1FA9F bed=1F6CF+FE0F couch_and_lamp=1F6CB+FE0F
chair=1FA91 toilet=1F6BD plunger=1FAA0 shower=1F6BF bathtub=1F6C1 mouse_trap=1FAA4 razor=1FA92
lotion_bottle=1F9F4 safety_pin=1F9F7 broom=1F9F9 basket=1F9FA roll_of_paper=1F9FB bucket=1FAA3
soap=1F9FC bubbles=1FAE7 toothbrush=1FAA5 sponge=1F9FD fire_extinguisher=1F9EF shopping_cart=1F6D2
cigarette=1F6AC coffin=26B0+FE0F headstone=1FAA6 funeral_urn=26B1+FE0F nazar_amulet=1F9FF
hamsa=1FAAC moai=1F5FF placard=1FAA7 identification_card=1FAAA atm_sign=1F3E7
litter_in_bin_sign=1F6AE potable_water=1F6B0 wheelchair_symbol=267F mens_room=1F6B9
womens_room=1F6BA restroom=1F6BB baby_symbol=1F6BC water_closet=1F6BE passport_control=1F6C2
customs=1F6C3 baggage_claim=1F6C4 left_luggage=1F6C5 warning=26A0+FE0F children_crossing=1F6B8
no_entry=26D4 prohibited=1F6AB no_bicycles=1F6B3 no_smoking=1F6AD no_littering=1F6AF
non_potable_water=1F6B1 no_pedestrians=1F6B7 no_mobile_phones=1F4F5 no_one_under_eighteen=1F51E
radioactive=2622+FE0F biohazard=2623+FE0F up_arrow=2B06+FE0F up_right_arrow=2197+FE0F
right_arrow=27A1+FE0F down_right_arrow=2198+FE0F down_arrow=2B07+FE0F down_left_arrow=2199+FE0F
left_arrow=2B05+FE0F up_left_arrow=2196+FE0F up_down_arrow=2195+FE0F left_right_arrow=2194+FE0F
right_arrow_curving_left=21A9+FE0F left_arrow_curving_right=21AA+FE0F
right_arrow_curving_up=2934+FE0F right_arrow_curving_down=2935+FE0F clockwise_vertical_arrows=1F503
counterclockwise_arrows_button=1F504 back_arrow=1F519 end_arrow=1F51A on_arrow=1F51B
soon_arrow=1F51C top_arrow=1F51D place_of_worship=1F6D0 atom_symbol=269B+FE0F om=1F549+FE0F
star_of_david=2721+FE0F wheel_of_dharma=2638+FE0F yin_yang=262F+FE0F latin_cross=271D+FE0F
orthodox_cross=2626+FE0F star_and_crescent=262A+FE0F peace_symbol=262E+FE0F menorah=1F54E
dotted_six_pointed_star=1F52F khanda=1FAAF aries=2648 taurus=2649 gemini=264A cancer=264B leo=264C
virgo=264D libra=264E scorpio=264F sagittarius=2650 capricorn=2651 aquarius=2652 pisces=2653
ophiuchus=26CE shuffle_tracks_button=1F500 repeat_button=1F501 repeat_single_button=1F502
play_button=25B6+FE0F fast_forward_button=23E9 next_track_button=23ED+FE0F
play_or_pause_button=23EF+FE0F reverse_button=25C0+FE0F fast_reverse_button=23EA
last_track_button=23EE+FE0F upwards_button=1F53C fast_up_button=23EB downwards_button=1F53D
fast_down_button=23EC pause_button=23F8+FE0F stop_button=23F9+FE0F record_button=23FA+FE0F
eject_button=23CF+FE0F cinema=1F3A6 dim_button=1F505 bright_button=1F506 antenna_bars=1F4F6
wireless=1F6DC vibration_mode=1F4F3 mobile_phone_off=1F4F4 female_sign=2640+FE0F male_sign=2642+FE0F
transgender_symbol=26A7+FE0F multiply=2716+FE0F plus=2795 minus=2796 divide=2797
heavy_equals_sign=1F7F0 infinity=267E+FE0F double_exclamation_mark=203C+FE0F
exclamation_question_mark=2049+FE0F red_question_mark=2753 white_question_mark=2754
white_exclamation_mark=2755 red_exclamation_mark=2757 wavy_dash=3030+FE0F currency_exchange=1F4B1
heavy_dollar_sign=1F4B2 medical_symbol=2695+FE0F recycling_symbol=267B+FE0F fleur_de_lis=269C+FE0F
trident_emblem=1F531 name_badge=1F4DB japanese_symbol_for_beginner=1F530 hollow_red_circle=2B55
check_mark_button=2705 check_box_with_check=2611+FE0F check_mark=2714+FE0F cross_mark=274C
cross_mark_button=274E curly_loop=27B0 double_curly_loop=27BF part_alternation_mark=303D+FE0F
eight_spoked_asterisk=2733+FE0F eight_pointed_star=2734+FE0F sparkle=2747+FE0F copyright=A9+FE0F
registered=AE+FE0F trade_mark=2122+FE0F keycap_number_sign=23+FE0F+20E3 keycap_asterisk=2A+FE0F+20E3
keycap_0=30+FE0F+20E3 keycap_1=31+FE0F+20E3 keycap_2=32+FE0F+20E3 keycap_3=33+FE0F+20E3
keycap_4=34+FE0F+20E3 keycap_5=35+FE0F+20E3 keycap_6=36+FE0F+20E3 keycap_7=37+FE0F+20E3
keycap_8=38+FE0F+20E3 keycap_9=39+FE0F+20E3 keycap_10=1F51F input_latin_uppercase=1F520
input_latin_lowercase=1F521 input_numbers=1F522 input_symbols=1F523 input_latin_letters=1F524
a_button_blood_type=1F170+FE0F ab_button_blood_type=1F18E b_button_blood_type=1F171+FE0F
cl_button=1F191 cool_button=1F192 free_button=1F193 information=2139+FE0F id_button=1F194
circled_m=24C2+FE0F new_button=1F195 ng_button=1F196 o_button_blood_type=1F17E+FE0F ok_button=1F197
p_button=1F17F+FE0F sos_button=1F198 up_button=1F199 vs_button=1F19A japanese_here_button=1F201
japanese_service_charge_button=1F202+FE0F japanese_monthly_amount_button=1F237+FE0F
japanese_not_free_of_charge_button=1F236 japanese_reserved_button=1F22F
japanese_bargain_button=1F250 japanese_discount_button=1F239 japanese_free_of_charge_button=1F21A
japanese_prohibited_button=1F232 japanese_acceptable_button=1F251 japanese_application_button=1F238
japanese_passing_grade_button=1F234 japanese_vacancy_button=1F233
japanese_congratulations_button=3297+FE0F japanese_secret_button=3299+FE0F
japanese_open_for_business_button=1F23A japanese_no_vacancy_button=1F235 red_circle=1F534
orange_circle=1F7E0 yellow_circle=1F7E1 green_circle=1F7E2 blue_circle=1F535 purple_circle=1F7E3
brown_circle=1F7E4 black_circle=26AB white_circle=26AA red_square=1F7E5 orange_square=1F7E7
yellow_square=1F7E8 green_square=1F7E9 blue_square=1F7E6 purple_square=1F7EA brown_square=1F7EB
black_large_square=2B1B white_large_square=2B1C black_medium_square=25FC+FE0F
white_medium_square=25FB+FE0F black_medium_small_square=25FE white_medium_small_square=25FD
black_small_square=25AA+FE0F white_small_square=25AB+FE0F large_orange_diamond=1F536
large_blue_diamond=1F537 small_orange_diamond=1F538 small_blue_diamond=1F539
red_triangle_pointed_up=1F53A red_triangle_pointed_down=1F53B diamond_with_a_dot=1F4A0
radio_button=1F518 white_square_button=1F533 black_square_button=1F532 chequered_flag=1F3C1
triangular_flag=1F6A9 crossed_flags=1F38C black_flag=1F3F4 white_flag=1F3F3+FE0F
rainbow_flag=1F3F3+FE0F+200D+1F308 transgender_flag=1F3F3+FE0F+200D+26A7+FE0F
pirate_flag=1F3F4+200D+2620+FE0F flag_ascension_island=1F1E6+1F1E8 flag_andorra=1F1E6+1F1E9
flag_united_arab_emirates=1F1E6+1F1EA flag_afghanistan=1F1E6+1F1EB flag_antigua_barbuda=1F1E6+1F1EC
flag_anguilla=1F1E6+1F1EE flag_albania=1F1E6+1F1F1 flag_armenia=1F1E6+1F1F2 flag_angola=1F1E6+1F1F4
flag_antarctica=1F1E6+1F1F6 flag_argentina=1F1E6+1F1F7 flag_american_samoa=1F1E6+1F1F8
flag_austria=1F1E6+1F1F9 flag_australia=1F1E6+1F1FA flag_aruba=1F1E6+1F1FC
flag_aland_islands=1F1E6+1F1FD flag_azerbaijan=1F1E6+1F1FF flag_bosnia_herzegovina=1F1E7+1F1E6
flag_barbados=1F1E7+1F1E7 flag_bangladesh=1F1E7+1F1E9 flag_belgium=1F1E7+1F1EA
flag_burkina_faso=1F1E7+1F1EB flag_bulgaria=1F1E7+1F1EC flag_bahrain=1F1E7+1F1ED
flag_burundi=1F1E7+1F1EE flag_benin=1F1E7+1F1EF flag_st_barthelemy=1F1E7+1F1F1
flag_bermuda=1F1E7+1F1F2 flag_brunei=1F1E7+1F1F3 flag_bolivia=1F1E7+1F1F4
flag_caribbean_netherlands=1F1E7+1F1F6 flag_brazil=1F1E7+1F1F7 flag_bahamas=1F1E7+1F1F8
flag_bhutan=1F1E7+1F1F9 flag_bouvet_island=1F1E7+1F1FB flag_botswana=1F1E7+1F1FC
flag_belarus=1F1E7+1F1FE flag_belize=1F1E7+1F1FF flag_canada=1F1E8+1F1E6
flag_cocos_keeling_islands=1F1E8+1F1E8 flag_congo_kinshasa=1F1E8+1F1E9
flag_central_african_republic=1F1E8+1F1EB flag_congo_brazzaville=1F1E8+1F1EC
flag_switzerland=1F1E8+1F1ED flag_cote_divoire=1F1E8+1F1EE flag_cook_islands=1F1E8+1F1F0
flag_chile=1F1E8+1F1F1 flag_cameroon=1F1E8+1F1F2 flag_china=1F1E8+1F1F3 flag_colombia=1F1E8+1F1F4
flag_clipperton_island=1F1E8+1F1F5 flag_costa_rica=1F1E8+1F1F7 flag_cuba=1F1E8+1F1FA
flag_cape_verde=1F1E8+1F1FB flag_curacao=1F1E8+1F1FC flag_christmas_island=1F1E8+1F1FD
flag_cyprus=1F1E8+1F1FE flag_czechia=1F1E8+1F1FF flag_germany=1F1E9+1F1EA
flag_diego_garcia=1F1E9+1F1EC flag_djibouti=1F1E9+1F1EF flag_denmark=1F1E9+1F1F0
flag_dominica=1F1E9+1F1F2 flag_dominican_republic=1F1E9+1F1F4 flag_algeria=1F1E9+1F1FF
flag_ceuta_melilla=1F1EA+1F1E6 flag_ecuador=1F1EA+1F1E8 flag_estonia=1F1EA+1F1EA
flag_egypt=1F1EA+1F1EC flag_western_sahara=1F1EA+1F1ED flag_eritrea=1F1EA+1F1F7
flag_spain=1F1EA+1F1F8 flag_ethiopia=1F1EA+1F1F9 flag_european_union=1F1EA+1F1FA
flag_finland=1F1EB+1F1EE flag_fiji=1F1EB+1F1EF flag_falkland_islands=1F1EB+1F1F0
flag_micronesia=1F1EB+1F1F2 flag_faroe_islands=1F1EB+1F1F4 flag_france=1F1EB+1F1F7
flag_gabon=1F1EC+1F1E6 flag_united_kingdom=1F1EC+1F1E7 flag_grenada=1F1EC+1F1E9
flag_georgia=1F1EC+1F1EA flag_french_guiana=1F1EC+1F1EB flag_guernsey=1F1EC+1F1EC
flag_ghana=1F1EC+1F1ED flag_gibraltar=1F1EC+1F1EE flag_greenland=1F1EC+1F1F1 flag_gambia=1F1EC+1F1F2
flag_guinea=1F1EC+1F1F3 flag_guadeloupe=1F1EC+1F1F5 flag_equatorial_guinea=1F1EC+1F1F6
flag_greece=1F1EC+1F1F7 flag_south_georgia_south_sandwich_islands=1F1EC+1F1F8
flag_guatemala=1F1EC+1F1F9 flag_guam=1F1EC+1F1FA flag_guinea_bissau=1F1EC+1F1FC
flag_guyana=1F1EC+1F1FE flag_hong_kong_sar_china=1F1ED+1F1F0 flag_heard_mcdonald_islands=1F1ED+1F1F2
flag_honduras=1F1ED+1F1F3 flag_croatia=1F1ED+1F1F7 flag_haiti=1F1ED+1F1F9 flag_hungary=1F1ED+1F1FA
flag_canary_islands=1F1EE+1F1E8 flag_indonesia=1F1EE+1F1E9 flag_ireland=1F1EE+1F1EA
flag_israel=1F1EE+1F1F1 flag_isle_of_man=1F1EE+1F1F2 flag_india=1F1EE+1F1F3
flag_british_indian_ocean_territory=1F1EE+1F1F4 flag_iraq=1F1EE+1F1F6 flag_iran=1F1EE+1F1F7
flag_iceland=1F1EE+1F1F8 flag_italy=1F1EE+1F1F9 flag_jersey=1F1EF+1F1EA flag_jamaica=1F1EF+1F1F2
flag_jordan=1F1EF+1F1F4 flag_japan=1F1EF+1F1F5 flag_kenya=1F1F0+1F1EA flag_kyrgyzstan=1F1F0+1F1EC
flag_cambodia=1F1F0+1F1ED flag_kiribati=1F1F0+1F1EE flag_comoros=1F1F0+1F1F2
flag_st_kitts_nevis=1F1F0+1F1F3 flag_north_korea=1F1F0+1F1F5 flag_south_korea=1F1F0+1F1F7
flag_kuwait=1F1F0+1F1FC flag_cayman_islands=1F1F0+1F1FE flag_kazakhstan=1F1F0+1F1FF
flag_laos=1F1F1+1F1E6 flag_lebanon=1F1F1+1F1E7 flag_st_lucia=1F1F1+1F1E8
flag_liechtenstein=1F1F1+1F1EE flag_sri_lanka=1F1F1+1F1F0 flag_liberia=1F1F1+1F1F7
flag_lesotho=1F1F1+1F1F8 flag_lithuania=1F1F1+1F1F9 flag_luxembourg=1F1F1+1F1FA
flag_latvia=1F1F1+1F1FB flag_libya=1F1F1+1F1FE flag_morocco=1F1F2+1F1E6 flag_monaco=1F1F2+1F1E8
flag_moldova=1F1F2+1F1E9 flag_montenegro=1F1F2+1F1EA flag_st_martin=1F1F2+1F1EB
flag_madagascar=1F1F2+1F1EC flag_marshall_islands=1F1F2+1F1ED flag_north_macedonia=1F1F2+1F1F0
flag_mali=1F1F2+1F1F1 flag_myanmar_burma=1F1F2+1F1F2 flag_mongolia=1F1F2+1F1F3
flag_macao_sar_china=1F1F2+1F1F4 flag_northern_mariana_islands=1F1F2+1F1F5
flag_martinique=1F1F2+1F1F6 flag_mauritania=1F1F2+1F1F7 flag_montserrat=1F1F2+1F1F8
flag_malta=1F1F2+1F1F9 flag_mauritius=1F1F2+1F1FA flag_maldives=1F1F2+1F1FB flag_malawi=1F1F2+1F1FC
flag_mexico=1F1F2+1F1FD flag_malaysia=1F1F2+1F1FE flag_mozambique=1F1F2+1F1FF
flag_namibia=1F1F3+1F1E6 flag_new_caledonia=1F1F3+1F1E8 flag_niger=1F1F3+1F1EA
flag_norfolk_island=1F1F3+1F1EB flag_nigeria=1F1F3+1F1EC flag_nicaragua=1F1F3+1F1EE
flag_netherlands=1F1F3+1F1F1 flag_norway=1F1F3+1F1F4 flag_nepal=1F1F3+1F1F5 flag_nauru=1F1F3+1F1F7
flag_niue=1F1F3+1F1FA flag_new_zealand=1F1F3+1F1FF flag_oman=1F1F4+1F1F2 flag_panama=1F1F5+1F1E6
flag_peru=1F1F5+1F1EA flag_french_polynesia=1F1F5+1F1EB flag_papua_new_guinea=1F1F5+1F1EC
flag_philippines=1F1F5+1F1ED flag_pakistan=1F1F5+1F1F0 flag_poland=1F1F5+1F1F1
flag_st_pierre_miquelon=1F1F5+1F1F2 flag_pitcairn_islands=1F1F5+1F1F3 flag_puerto_rico=1F1F5+1F1F7
flag_palestinian_territories=1F1F5+1F1F8 flag_portugal=1F1F5+1F1F9 flag_palau=1F1F5+1F1FC
flag_paraguay=1F1F5+1F1FE flag_qatar=1F1F6+1F1E6 flag_reunion=1F1F7+1F1EA flag_romania=1F1F7+1F1F4
flag_serbia=1F1F7+1F1F8 flag_russia=1F1F7+1F1FA flag_rwanda=1F1F7+1F1FC
flag_saudi_arabia=1F1F8+1F1E6 flag_solomon_islands=1F1F8+1F1E7 flag_seychelles=1F1F8+1F1E8
flag_sudan=1F1F8+1F1E9 flag_sweden=1F1F8+1F1EA flag_singapore=1F1F8+1F1EC flag_st_helena=1F1F8+1F1ED
flag_slovenia=1F1F8+1F1EE flag_svalbard_jan_mayen=1F1F8+1F1EF flag_slovakia=1F1F8+1F1F0
flag_sierra_leone=1F1F8+1F1F1 flag_san_marino=1F1F8+1F1F2 flag_senegal=1F1F8+1F1F3
flag_somalia=1F1F8+1F1F4 flag_suriname=1F1F8+1F1F7 flag_south_sudan=1F1F8+1F1F8
flag_sao_tome_principe=1F1F8+1F1F9 flag_el_salvador=1F1F8+1F1FB flag_sint_maarten=1F1F8+1F1FD
flag_syria=1F1F8+1F1FE flag_eswatini=1F1F8+1F1FF flag_tristan_da_cunha=1F1F9+1F1E6
flag_turks_caicos_islands=1F1F9+1F1E8 flag_chad=1F1F9+1F1E9
flag_french_southern_territories=1F1F9+1F1EB flag_togo=1F1F9+1F1EC flag_thailand=1F1F9+1F1ED
flag_tajikistan=1F1F9+1F1EF flag_tokelau=1F1F9+1F1F0 flag_timor_leste=1F1F9+1F1F1
flag_turkmenistan=1F1F9+1F1F2 flag_tunisia=1F1F9+1F1F3 flag_tonga=1F1F9+1F1F4
flag_turkey=1F1F9+1F1F7 flag_trinidad_tobago=1F1F9+1F1F9 flag_tuvalu=1F1F9+1F1FB
flag_taiwan=1F1F9+1F1FC flag_tanzania=1F1F9+1F1FF flag_ukraine=1F1FA+1F1E6 flag_uganda=1F1FA+1F1EC
flag_u_s_outlying_islands=1F1FA+1F1F2 flag_united_nations=1F1FA+1F1F3 flag_united_states=1F1FA+1F1F8
flag_uruguay=1F1FA+1F1FE flag_uzbekistan=1F1FA+1F1FF flag_vatican_city=1F1FB+1F1E6
flag_st_vincent_grenadines=1F1FB+1F1E8 flag_venezuela=1F1FB+1F1EA
flag_british_virgin_islands=1F1FB+1F1EC flag_u_s_virgin_islands=1F1FB+1F1EE flag_vietnam=1F1FB+1F1F3
flag_vanuatu=1F1FB+1F1FA flag_wallis_futuna=1F1FC+1F1EB flag_samoa=1F1FC+1F1F8
flag_kosovo=1F1FD+1F1F0 flag_yemen=1F1FE+1F1EA flag_mayotte=1F1FE+1F1F9
flag_south_africa=1F1FF+1F1E6 flag_zambia=1F1FF+1F1F2 flag_zimbabwe=1F1FF+1F1FC
flag_england=1F3F4+E0067+E0062+E0065+E006E+E0067+E007F
flag_scotland=1F3F4+E0067+E0062+E0073+E0063+E0074+E007F
flag_wales=1F3F4+E0067+E0062+E0077+E006C+E0073+E007F
"""
