# ruff: noqa: E501
"""What the invented leader of `syslead demo` wrote: a director in a made-up English valley.

One answer a line, under the facet it was given to. Nobody in it is real.
"""

ANSWERS = """
values_commitment
Turned down the supplier's sponsorship for the spring event. It would have put their logo on a bereavement leaflet, and I could not defend that to @carers-forum.
Finance wanted the respite beds counted as spare. I said the twelve families using them are not spare and asked for two weeks.
Kept the promise to visit Holm Street on Thursday although the regional call moved to the same hour. The tenants had cleared a room for us.
Read out one letter from a grandmother before the savings paper. It took a minute and the talk afterwards was about children, not columns.
Would not sign the letter saying the waiting list is under control. It is at 214 and rising.
Told the bid team we drop the second site if it means dropping the free bus. The bus is the point.
Asked "who is this for?" twice in the estates meeting. The second time someone answered: the people in room six.
shared_vision
Police, housing and the two head teachers wrote one sentence together on the flip chart: "No child waits alone." Nobody wanted to edit it by the end.
The partnership board drifted to car parking. I put the sentence from March back on the screen and we finished in ten minutes.
@head-teachers said our aim is theirs in other words: children in school who have slept. We are using their version.
Three of us could say the aim without the paper. The fourth, from the ambulance trust, could not, and said so, which helped.
After the failed bid I expected people to leave. Seven of nine came back on Monday to ask what we try next.
Asked each chief officer what would be different in 2030. Four of five said something about families knowing one name.
The county and the town wrote the same first paragraph in their plans, word for word, for the first time.
balcony_dance_floor
Sat at the back during the discharge meeting and drew who spoke to whom. Almost everything went through the bed manager.
I was in the thick of the rota row until four, then took the stairs to the top floor and saw that it was about Fridays, not people.
Noticed I had chaired, minuted and answered in the same hour. Handed the chair to the deputy after the break.
Looked at three months of complaints on one sheet. They peak in the week after every reorganisation notice.
Walked the corridor at shift change instead of reading the report. Two teams were doing the same handover ten metres apart.
Stayed out of the kitchen argument for once and watched. The agency nurse settled it in two sentences.
Drew the map of who funds whom for the new analyst and found a loop: we pay housing, who pay us.
unseen_unpredicted
The new bus timetable has cut attendance at the Tuesday clinic by a third. Nobody had told us it was changing.
Expected anger about the move; got silence from the evening team. The porter said they had heard it from the paper.
A food bank volunteer mentioned children collecting on their own. That is in none of our figures. @food-bank
I had not seen that the school holidays double the calls to the out-of-hours line. The switchboard had known for years.
Nineteen of the sixty referrals came from one surgery. We found out because a trainee asked why the map had a bruise.
What surprised me: the pilot worked best where we visited least. Two sites I have not set foot in since May.
The quiet one in the steering group resigned on Monday. Her email listed four things she had raised and we had not heard.
diverse_views
@carers-forum told us the leaflet was "kind and useless". They rewrote the first page in the meeting and it is better.
The ward clerk said "we moved the problem to Thursdays". She was right; I had only looked at the Monday figures.
@night-staff asked why every consultation ends at five. We held one at six in the morning and eleven came.
The union convenor disagreed with the whole paper and gave three examples. Two of them changed it. @union
Asked the youngest in the room first. The apprentice said the form needs a mobile signal that half the valley lacks.
A councillor who opposed us in April came with numbers from his own street. I asked for the sheet and am using it.
@gps said plainly that the single line does not work for them: "You built it for hospitals." I wrote that down and read it back.
other_narratives
In the town they tell it as the year the hospital was taken away. We tell it as the year of the new clinic. Both happened.
Housing's version of the flood: they rang six times and no one picked up. Ours has no phone in it at all. @housing
Listened to the former matron for an hour. In her story the decline starts in 1998, long before any of us.
The school sees us as the people who take children out of lessons. I had never heard it put that way.
The drivers call the new depot "Siberia". It told me more about the move than the engagement survey did.
Read the residents' association newsletter back to January. We are in it nine times, always as "they".
The finance lead told the merger as a rescue and the practice manager told it as a loss, in the same meeting.
curiosity
Asked the school nurse what she does between two and three. She showed me the cupboard where she keeps spare shoes.
Spent twenty minutes with the man who repairs the beds. He can date every policy change by what breaks.
Did not understand the pharmacy figure, so I went down and asked. It counts boxes, not people.
Why do families in Ling Lane answer letters and no one else does? The postman said: because Ling Lane has no stairs.
Asked a five-year-old what the meeting room is for. "It is where the biscuits live." Fair.
Rang the director in Leeds who stopped the scheme we are about to start. Forty minutes, four pages of notes.
Asked the new starter what looks odd here. She said we book rooms before we know the question.
synthesising_complexity
Put the eleven risks on one page as three: people we cannot recruit, rooms we cannot use, and a date nobody owns.
The board had four papers on discharge. I wrote half a page saying what they agree on, which is nearly everything but who pays. @board
Housing, debt and missed appointments turned out to be one family story told by three systems. We drew it as one line.
Took the 60-page review to the team as two questions. They answered the second in the corridor.
Linked the bus, the school day and the clinic hours in one drawing. The timetable is the knot.
Asked each partner for one number and one story, then laid them side by side on Wednesday. Two numbers contradict their stories.
Cut the dashboard from forty measures to five after asking who had acted on any. Five had been acted on.
sense_making
Staff asked whether the freeze means closure. I said what I know, what I do not, and that I would say more on the 14th.
Explained the new duty to @head-teachers as three things that change on Monday and one that does not.
We stopped the meeting to ask what the rise in calls might mean. The best guess came from the receptionist: the surgery's new recorded message.
Told the team the story of the last two years on one wall. People moved two of my dates and added the strike.
Half the room thought "integration" meant their jobs going. I used the word "neighbours" instead and we got further.
Tested my reading of the drop in referrals with two managers. Both had a simpler one: the form was broken for nine days.
Asked the night supervisor to tell me the rumour in full. It was wrong in one detail and right in the rest. @night-staff
holding_ambiguity
The regional lead pressed for a yes. I said we do not know yet and will on 3 June, and left it there.
Ran both rota models side by side for another month rather than picking one to please the board. @board
I wanted to close the question of the site and did not. Two people came up afterwards with something better than either option.
Said "I do not know" to forty staff and then waited. Somebody else filled the gap with a useful suggestion.
The legal advice contradicts itself. We agreed to act on the part that is clear and review in six weeks.
Kept the merger off the agenda for a second month because the question is not ripe. It felt uncomfortable all Tuesday.
Left the last line of the plan blank, with a date. The auditor asked why and accepted the answer.
mutuality_empathy
The bed manager snapped at me. Asked how her week was; she is covering three posts. I took the Friday report off her list.
We lent housing an analyst for May and they lent us a room. Neither of us wrote it down. @housing
Asked the chief nurse how she was and waited. It was about her father. The budget talk can happen next week.
Sat with the two receptionists for an hour on the phones. I would shout at us too.
The police inspector needed a name for weekends; I needed one for schools. We swapped before the coffee was cold. @police
Dropped my demand for the return by noon when I saw that their only administrator was out.
@carers-forum helped us test the form on Saturday. We are paying their hall for the winter in return.
honesty_authenticity
Told the board we will miss the target by nine weeks, before the report did. The chair said she preferred it early. @board
Said in the team meeting that I am worried about the winter. Three others said they were as well.
The same figures went to the partners and to the board, with the bad line at the top.
Admitted that I had not read the annex. The actuary went through it with us in five minutes.
Told the candidate on the phone why she was not chosen: the second answer, and no example from outside her own team.
I said the consultation was real but that one of the four options is not. Better now than in July.
Corrected in public the number I gave at Monday's briefing. It was 14, not 40.
reflection_self_awareness
I talk faster when the finance director is in the room. The deputy timed me, and we laughed, but she is right.
Noticed I had made up my mind before the second speaker. I asked her to start again.
My first reaction to the petition was to defend the clinic. It took me until the evening to read the second page.
Asked the deputy how I came across with the unions. "Busy", she said, "and looking at the door."
I was cross about the email because it was true. Answered it on Wednesday instead of at eleven at night.
Three times this week I finished the ward manager's sentences. She stopped finishing them herself.
I like being asked for help and so I am slow to hand things on. That was most of Tuesday.
narrative_communication
Told the story of room six at the staff briefing instead of the slide. A porter repeated it to me on Thursday in better words.
Opened the council meeting with a boy's walk to school in fourteen minutes, street by street. They asked about the crossing first.
The deputy chair retold our flood story to the minister, with the night staff as the heroes. That is how I would want it told.
Wrote the winter letter as if to one family. @carers-forum struck out two sentences and kept the rest.
Asked a mother to tell the board what a good week looks like. Six minutes, and no one touched their papers. @board
I used the picture of the knot again, and the housing lead drew the missing string herself. @housing
Recorded a two-minute message about the move for the night shift. Forty of fifty-two listened to the end.
enabling_others
Let the deputy run the whole negotiation. She settled for something I would not have and it is better.
The two trainees designed Thursday's meeting. My part was to book the room and keep quiet.
Gave the neighbourhood team the £40,000 to decide on. They spent a third of it on a kettle, chairs and evening hours.
Asked the ward clerk to present her own analysis to the directors. She has been asked for it by two other sites.
Moved the decision on visiting hours to the ward managers. Four of six changed them within the week.
The apprentice chaired for the first time. I sent her three questions the evening before and stayed off the front row.
Cleared the Wednesday so that @night-staff could plan their own rota. They had a draft by six.
repurposing_reframing
The empty ticket office becomes the advice desk on Mondays. The railway asked for nothing but that we lock up.
We had treated missed appointments as patients' fault. Called it "journeys we made too hard" and got four fixes in an hour.
Used the leftover winter money for bus passes. The rules allow it if one reads paragraph nine twice.
The library van now carries hearing-aid batteries. It was the driver's idea, over a sandwich.
Turned the inspection visit into a day for partners to look with us. The inspectors joined in for an hour.
Asked what the closed ward would be good for rather than when it reopens. The physios had a drawing ready.
Renamed the "problem families" meeting after the people in it had read the title. It is the Tuesday table now.
influencing
Spent an hour with the transport planner before the meeting instead of arguing in it. The route now passes the clinic.
I cannot instruct the schools, so I asked two heads to bring it. Five of seven said yes. @head-teachers
The trust will not move until the college does. Had coffee with the college.
Asked the union to write the first draft. It came back with what I wanted and two things I needed. @union
The chief constable changed her mind after seeing one week of calls by hour. I only brought the sheet. @police
Gave the leader of the council the question on Monday and left the answer to her. She announced it on Thursday.
Three partners said no last year. I asked what would make it a maybe and two of them told me.
ceding_power
Gave up our seat as chair of the partnership. Housing takes it from June, with our budget line in the pot. @housing
Agreed that the town's forum can veto the opening hours. My director of operations went pale.
We let the voluntary sector hold the contract and became one of five on it. It stings and it is right.
Handed the press line to the school, since it is their story. They said it better.
The pooled fund means I no longer sign for a fifth of my budget. Signed that on Wednesday.
Stepped back from the bid so that the smaller trust could lead. We do the typing.
Asked @carers-forum to choose the third panel member. They chose the person who complains most about us.
creative_conflict
The two consultants have disputed the pathway for a year. We put both versions on the wall and a nurse joined them in the middle.
I asked for the strongest case against the plan, and the union made it. We kept a third of the plan. @union
Finance and the wards were polite for forty minutes. I said it was too polite and then it got useful.
Let the row about Saturdays run another quarter of an hour. It ended with a trial nobody had brought along.
The police and the youth team disagree about the square at night. They are walking it together on Friday. @police
Brought back the colleague who had left the group in anger. He still disagrees, now with a pencil in his hand.
We named the disagreement: the trust counts beds, we count nights. Both numbers go in the paper.
risk_opportunity
Started the Sunday clinic with two rooms and no approval beyond March. If it fails we have lost £3,000.
The trust's collapse leaves forty trained people without work from June. I rang before the notice was public.
We tried the open door in Holm Street for one week. Two incidents, sixty-one visits; we do a second week.
Asked the board for permission to be wrong about the van, up to £20,000, by September. They gave it. @board
A wet spring emptied the market hall. We offered to rent it on Tuesdays before anyone thought of closing it.
Let the pilot go on after the first complaint because the complaint was about paint. Stopped the second for a real reason.
Said yes to the television crew for one shift, with the staff deciding which one. @night-staff chose a Tuesday.
courage
Told the chief executive the Thursday list was unsafe. He said "put it in writing", so I did, by five.
Said in front of the minister's people that the deadline will harm two hundred patients. One of them wrote it down.
Rang the family myself about our mistake. The mother spoke for eight minutes, and I did not explain anything.
Stopped the tender on the last day because the scoring was wrong. Three people are angry with me.
Asked the consultant to leave the room until he could speak to her properly. My voice shook.
I had put off the talk with the deputy for three weeks. It took ten minutes and she had expected it.
Voted against my own group on the site. The bus home was quiet.
resilience_patience
Fourth time the lift money was refused. We put it in again with the fire officer's letter.
The forum took three months to trust us with one name. Today they gave us six. @carers-forum
Went for a walk at two after the inspection call and came back able to read it. It was not so bad.
Two years in, the schools and the clinic share a calendar. It is a small thing and it holds.
Did not answer the journalist's third email. We said it all in the first.
The recruitment failed again. I asked the team what we keep and we kept the evening hours.
Came back to the parking question without sighing. Ninth meeting; the surveyor had a new drawing.
drive_energy_optimism
Began the day with the two children's drawings from the clinic on the first slide. The room woke up before the coffee.
The team was flat after the vote. I brought the three letters from June and we picked the next small thing for Monday.
Cycled to the far site for the early handover. Came back with two ideas and a puncture.
We finished the Holm Street kitchen on a Saturday with paint and eleven people. I slept like a child.
Said out loud that I think it can work by spring, and why: four signed, two trained, one key.
Cancelled the third meeting on Thursday and gave everyone the hour. Two of them used it to ring families.
Was low on Tuesday, so I went to the pharmacy queue and listened for half an hour. It put things right.
humility_magnanimity
The night porter put me right about the fire doors: "They have never been locked, only stuck." I thanked him at the briefing. @night-staff
I was wrong about the rota trial. The ward clerk's figures were better than mine and her name is on the paper.
The award went to the other trust for what was partly our work. I sent a note on Friday, and meant most of it.
Said sorry to the deputy for the email. She said "thank you for not explaining".
Asked the junior analyst to teach me the waiting-list model. It took an hour and I asked everything twice.
Carried chairs with the caretaker after the town meeting. He told me who had stayed away and why.
The good line in Monday's speech was the receptionist's. I said whose it was and she went red.
"""

NOTES = """
Long day. The valley meeting ran over, but @food-bank stayed until the end and that mattered.
Odd thing: three people used the word "tired" about the plan, not about themselves. #winter
Saw @night-staff at the six o'clock handover. They want the rota in writing by Friday. #rota
The bus again. Everything in this valley comes back to the 7.40. #transport
Good talk with the inspector in the car park about the square. @police want a youth worker on Fridays. #square
@carers-forum is full until July. Ask whether they need a second evening rather than a bigger room.
Budget round starts Monday. I want to go in with the three lines and nothing else. #budget
Slept badly; the letter from Ling Lane stays with me.
@union sent the draft back with one change, and it is an improvement. #rota
Half-term: the building is quiet and I can hear the lift is broken again.
Met two of the @head-teachers at the station. Ten minutes did more than the last two papers.
The chair asked for a one-page note on risk. I think she is being asked by somebody else. @board #budget
Rain on the market hall roof, forty people, no microphone. The best meeting of the month.
@housing have the keys for the ticket office. We open on the 9th if the heating works.
Nobody mentioned the merger today. First time since spring.
The new analyst asks very good questions. Keep her away from the dashboard. #people
Walked home along the river with the deputy. She is ready for the whole of the autumn programme. #people
Read the minutes of 2019. We have had this argument before, and it ended in the same sentence. #merger
@gps cancelled again. I wonder whether we are asking on the wrong day.
Two letters of thanks for the Sunday clinic. Put them on the wall at reception. #clinic
"""

INTENTIONS = """
If the budget talk stalls, then I will ask the community team first.
When the board asks for a date, I will say what we know and when we will know more.
If @night-staff raise the rota, then I will write down their words before I answer.
When I catch myself finishing a sentence for someone, I will stop and ask them to go on.
If the paper says "stakeholders", then I will ask for their names.
When the next good result is praised, I will say whose work it was.
If the meeting turns polite, then I will ask what we are not saying.
When I open the Monday figures, I will look at Thursday's as well.
If the transport planner rings, then I will offer to walk the route together.
When the forum meets, I will go as a guest and leave the chair to them.
If I say "I have no time", then I will cancel one thing aloud.
When the regional call runs over, I will keep the visit to Holm Street.
"""

THIN = """
Nothing much today, really.
It was fine, as usual.
Meetings all day: finance, estates, the partnership, the board, then more emails.
I always try to be open about these things and listen to everybody.
Not sure. Same as last time, I think.
A bit of this, on and off.
Communication remains key for us in everything that we do going forward.
Nothing comes to mind.
"""

INSTANCES = """
Said no to the sponsorship and could say why.
Holm Street, Thursday, with the tenants.
Half a page instead of four papers.
An hour on the phones at reception.
The deputy's negotiation, without me in the room.
Rang the family myself.
"""
