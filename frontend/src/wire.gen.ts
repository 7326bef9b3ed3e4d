// Made from app/wire by `make wire`: change the Structs, not this file.

export interface TopicView {
  slug: string;
  name: string;
  description: string;
  related: readonly (string)[];
  open: boolean;
}

export interface ResourceView {
  name: string;
  kind: string;
  country: string;
  phone: string | null;
  tel: string | null;
  also: readonly (string)[];
  sms: string | null;
  textTo: string | null;
  word: string;
  messaging: string;
  chatUrl: string | null;
  website: string | null;
  hours: string;
  languages: readonly (string)[];
  cost: string;
  checked: string | null;
  note: string;
  open: boolean | null;
  written: boolean;
  facts: string;
  tried: string;
}

export interface WaitView {
  position: number;
  eligible: number;
  waitLow: number | null;
  waitHigh: number | null;
  endsIn: number;
  where: string;
  howLong: string;
  asks: string;
}

export interface TicketView {
  id: string;
  state: "waiting" | "offered" | "matched" | "left" | "expired" | "redirected";
  topics: readonly (string)[];
  language: string;
  ageBand: string;
  firstMessage: string;
  wait: WaitView | null;
  chat: string | null;
  over: boolean;
  notice: string | null;
}

export interface JoinedView {
  pass: string;
  ticket: TicketView;
}

export interface PriceView {
  challenge: string | null;
}

export interface LimitsView {
  minutes: number;
  noticeAt: number;
  quietAsk: number;
  quietWarn: number;
  quietEnd: number;
}

export interface MessageView {
  seq: number;
  author: "seeker" | "listener" | "coordinator";
  text: string;
  ref: string;
}

export interface ReasonView {
  kind: string;
  start: number;
  end: number;
}

export interface GuestView {
  name: string;
  state: "asks" | "in" | "gone";
  refusable: boolean;
}

export interface ChatView {
  id: string;
  epoch: string;
  with: string;
  pronouns: string;
  limits: LimitsView;
  minutesLeft: number;
  peer: "here" | "away" | "gone";
  delivered: number;
  seen: number;
  ended: string | null;
  stub: string | null;
  topics: readonly (string)[];
  language: string;
  minor: boolean;
  tier: number;
  kinds: readonly (string)[];
  guidance: string;
  asks: readonly (string)[];
  seenBy: string | null;
  alone: boolean;
  readable: boolean;
  note: string;
  handingOver: boolean;
  earlier: "kept" | "open" | null;
  guest: GuestView | null;
  asksIn: boolean;
  restarted: boolean;
}

export interface StatusView {
  open: boolean;
  door: "open" | "busy" | "urgentOnly" | "closed";
  listeners: string;
  waitLow: number | null;
  waitHigh: number | null;
  opens: string | null;
}

export interface FiledView {
  caseCode: string;
}

export interface LineView {
  name: string;
  kind: string;
  country: string;
  phone: string | null;
  tel: string | null;
  also: readonly (string)[];
  sms: string | null;
  textTo: string | null;
  word: string;
  messaging: string;
  chatUrl: string | null;
  website: string | null;
  hours: string;
  languages: readonly (string)[];
  cost: string;
  checked: string | null;
  note: string;
  open: boolean | null;
  written: boolean;
  facts: string;
  tried: string;
  key: string;
  services: Record<string, string>;
  someOnly: boolean;
  confidence: string;
  sources: readonly (string)[];
  stale: boolean;
  hidden: boolean;
  corrected: boolean;
}

export interface OfferView {
  offer: string;
  topics: readonly (string)[];
  language: string;
  minor: boolean;
  waited: number;
  urgency: number;
  firstMessage: string;
  called: string;
  pronouns: string;
  handsOver: boolean;
  note: string;
  why: string;
  lapsesIn: number;
}

export interface ShiftView {
  state: "ready" | "away" | "draining" | "off";
  seats: number;
  taken: number;
  topics: readonly (string)[];
  languages: readonly (string)[];
  waiting: number;
  burst: boolean;
  minutesLeft: number | null;
  backAt: string | null;
  notice: string | null;
  notTonight: readonly (string)[];
  breakUntil: string | null;
  waitsForCoordinator: boolean;
}

export interface DebriefView {
  takenBy: string | null;
}

export interface BandView {
  name: string;
  waiting: string;
}

export interface AlertView {
  handle: string;
  tier: number;
  kinds: readonly (string)[];
  listener: string | null;
  minutes: number;
  takenBy: string | null;
  rings: number;
  join: "no" | "may" | "mine";
  callsYou: boolean;
}

export interface WordView {
  handle: string;
  listener: string;
  text: string;
  minutes: number;
  takenBy: string | null;
  answer: string;
  rings: number;
  callsYou: boolean;
}

export interface OwnWordView {
  text: string;
  to: readonly (string)[];
  seenBy: string | null;
  answer: string;
}

export interface CareView {
  id: string;
  name: string;
  why: "debrief" | "breaks" | "heavy";
  takenBy: string | null;
}

export interface OnShiftView {
  id: string;
  name: string;
  state: "ready" | "away" | "draining" | "paused";
  load: "free" | "room" | "full";
  seats: number;
}

export interface BoardView {
  mood: "calm" | "watch" | "danger";
  headline: string;
  degraded: readonly (string)[];
  opens: string | null;
  door: "open" | "busy" | "urgentOnly" | "closed";
  doorTold: boolean;
  waiting: string;
  byTopic: readonly (BandView)[];
  byLanguage: readonly (BandView)[];
  unmet: readonly (string)[];
  longestWait: string;
  overFiveMinutes: string;
  openChats: string;
  urgent: string;
  ready: string;
  busy: string;
  away: string;
  people: readonly (OnShiftView)[];
  lostListeners: number;
  backAtHead: number;
  urgentNow: number;
  onDuty: readonly (string)[];
  youAreOnDuty: boolean;
  alerts: readonly (AlertView)[];
  words: readonly (WordView)[];
  care: readonly (CareView)[];
  at: string;
}

export interface DoorView {
  door: "open" | "busy" | "urgentOnly" | "closed";
  told: boolean;
}

export interface PersonView {
  id: string;
  name: string;
  role: "listener" | "coordinator";
  tier: string;
  languages: readonly (string)[];
  topics: readonly (string)[];
  clearedForMinors: boolean;
  paused: boolean;
}

export interface InvitationView {
  code: string;
  role: string;
  link: string;
}

export interface NewcomerView {
  name: string;
  secret: string;
  uri: string;
  recoveryCodes: readonly (string)[];
}

export interface SignedInView {
  name: string;
  role: "listener" | "coordinator";
  page: string;
}

export interface ReportView {
  week: string;
  category: string;
  decision: string | null;
}

export interface AuditView {
  at: string;
  who: string;
  did: string;
  target: string;
}

export interface CellView {
  period: string;
  question: string;
  v1: string;
  v2: string;
  n: number | null;
}

export interface PracticeTurnView {
  author: "seeker" | "listener";
  text: string;
}

export interface PracticeView {
  turns: readonly (PracticeTurnView)[];
  over: boolean;
}

export interface DeskCaseView {
  id: string;
  week: string;
  state: string;
  category: string;
  about: string;
  listener: string | null;
  band: string | null;
  stopped: boolean;
  sealed: boolean;
  hoursLeft: number | null;
  extended: string;
  handedBy: string | null;
  handedTo: string | null;
  decision: string | null;
  rule: string | null;
  reason: string | null;
  took: string;
  overturned: boolean;
}

export interface OfficerView {
  id: string;
  name: string;
  officer: boolean;
  askedBy: string;
}

export interface PausedView {
  id: string;
  name: string;
  forAChild: boolean;
  askedBy: string;
}

export interface ConductWeekView {
  week: string;
  band: string;
}

export interface ConductView {
  id: string;
  name: string;
  weeks: readonly (ConductWeekView)[];
}

export interface SafetyDeskView {
  wave: boolean;
  enough: boolean;
  officer: boolean;
  cases: readonly (DeskCaseView)[];
  officers: readonly (OfficerView)[];
  paused: readonly (PausedView)[];
  conduct: readonly (ConductView)[];
}

export interface KeyHolderView {
  id: string;
  name: string;
  key: string;
}

export interface ShareView {
  excerpt: string;
  share: string;
  wrapped: string;
  others: readonly (KeyHolderView)[];
}

export interface WordsView {
  excerpt: string;
  words: string;
  share: string;
  handed: string;
  by: string;
  wrapped: string;
  hold: string;
}

export interface CaseView {
  state: string;
  category: string;
  decision: string | null;
  rule: string | null;
  reason: string | null;
  machine: boolean;
  mayAppeal: boolean;
  overturned: boolean;
  expires: string;
}

export interface OwnCaseView {
  id: string;
  week: string;
  state: string;
  category: string;
  decision: string;
  rule: string;
  reason: string;
  machine: boolean;
  mayAppeal: boolean;
  overturned: boolean;
  expires: string;
}

export interface HeldYearView {
  year: number;
  n: number;
}

export interface SeekerReady {
  type: "ready";
  ticket: TicketView;
  chat: ChatView | null;
}

export interface ListenerReady {
  type: "ready";
  name: string;
  life: string;
  shift: ShiftView;
  offers: readonly (OfferView)[];
  chats: readonly (ChatView)[];
  lapsed: readonly (string)[];
  word: OwnWordView | null;
}

export interface BoardReady {
  type: "ready";
  board: BoardView;
}

export interface Place {
  type: "place";
  wait: WaitView;
  reason: string | null;
}

export interface Redirected {
  type: "redirected";
  reason: string;
}

export interface Offered {
  type: "offer";
  offer: OfferView;
}

export interface OfferLapsed {
  type: "offerLapsed";
  offer: string;
  reason: "late" | "left" | "taken" | "elsewhere";
}

export interface Paged {
  type: "paged";
  topics: readonly (string)[];
  language: string;
  minor: boolean;
  urgent: boolean;
}

export interface ShiftChanged {
  type: "shift";
  shift: ShiftView;
}

export interface Opened {
  type: "opened";
  chat: ChatView;
}

export interface Posted {
  type: "posted";
  chat: string;
  epoch: string;
  seq: number;
  from: "seeker" | "listener" | "coordinator";
  text: string;
  ref: string;
}

export interface EarlierSaid {
  type: "earlier";
  chat: string;
  number: number;
  from: "seeker" | "listener" | "coordinator";
  listener: string;
  text: string;
}

export interface DeliveredTo {
  type: "delivered";
  chat: string;
  epoch: string;
  seq: number;
}

export interface SeenBy {
  type: "seen";
  chat: string;
  epoch: string;
  seq: number;
}

export interface TypingNow {
  type: "typing";
  chat: string;
}

export interface MomentTaken {
  type: "moment";
  chat: string;
}

export interface Peer {
  type: "peer";
  chat: string;
  state: "here" | "away" | "gone";
}

export interface Notice {
  type: "notice";
  chat: string;
  kind: "timeSoon" | "extended" | "quietAsk" | "quietWarn" | "held" | "yourTurn" | "listenerQuiet" | "handOver" | "handOverOff" | "wantsFound" | "noSecrets" | "sextortion" | "warned" | "slowed" | "ageLowered" | "tooYoung" | "earlierOpen" | "earlierGone";
  minutes: number;
}

export interface GuestCame {
  type: "guest";
  chat: string;
  guest: GuestView;
}

export interface Nudge {
  type: "nudge";
  chat: string;
  ref: string;
  code: string;
  kinds: readonly (string)[];
  masked: string;
  detail: string;
}

export interface Card {
  type: "card";
  tier: number;
  kinds: readonly (string)[];
  manner: "hard" | "now" | "friend" | "gentle";
  resources: readonly (ResourceView)[];
  writtenFirst: boolean;
}

export interface Alert {
  type: "alert";
  chat: string;
  seq: number;
  tier: number;
  kinds: readonly (string)[];
  reasons: readonly (ReasonView)[];
  guidance: string;
  asks: readonly (string)[];
  stub: string | null;
  alone: boolean;
}

export interface AlertTaken {
  type: "alertTaken";
  chat: string;
  by: string;
}

export interface WordStands {
  type: "word";
  word: OwnWordView | null;
}

export interface Ended {
  type: "ended";
  chat: string;
  reason: string;
}

export interface BoardChanged {
  type: "board";
  board: BoardView;
}

export interface Filed {
  type: "filed";
  chat: string;
  caseCode: string;
}

export interface Refused {
  type: "refused";
  code: string;
  detail: string;
  ref: string | null;
}

export interface Pong {
  type: "pong";
}

export interface Hello {
  type: "hello";
  pass?: string | null;
  chats?: Record<string, number>;
  epochs?: Record<string, string>;
  stubs?: readonly (string)[];
  life?: string | null;
  shift?: "ready" | "away" | "draining" | null;
  burst?: boolean;
  seats?: number | null;
  notTonight?: readonly (string)[] | null;
}

export interface Post {
  type: "post";
  chat: string;
  ref: string;
  text: string;
  confirmed?: boolean;
  epoch?: string | null;
}

export interface Typing {
  type: "typing";
  chat: string;
}

export interface Delivered {
  type: "delivered";
  chat: string;
  seq: number;
  epoch?: string | null;
}

export interface Seen {
  type: "seen";
  chat: string;
  seq: number;
  epoch?: string | null;
}

export interface Moment {
  type: "moment";
  chat: string;
}

export interface Here {
  type: "here";
}

export interface Extend {
  type: "extend";
  chat: string;
}

export interface ShowEarlier {
  type: "showEarlier";
  chat: string;
  show?: boolean;
}

export interface End {
  type: "end";
  chat: string;
  confirmed?: boolean;
  notForSupport?: boolean;
}

export interface Younger {
  type: "younger";
  chat: string;
  than: "13" | "18";
}

export interface HandOver {
  type: "handOver";
  chat: string;
  note?: string;
}

export interface AskIn {
  type: "askIn";
  chat: string;
  on?: boolean;
}

export interface RefuseGuest {
  type: "refuseGuest";
  chat: string;
}

export interface StayOn {
  type: "stayOn";
  chat: string;
}

export interface Accept {
  type: "accept";
  offer: string;
}

export interface Pass {
  type: "pass";
  offer: string;
}

export interface Flag {
  type: "flag";
  chat: string;
  tier: "elevated" | "high" | "emergency";
}

export interface ReportChat {
  type: "report";
  chat: string;
  reason: "unsafe" | "sexual" | "harassing" | "asked-for-contact" | "child-at-risk" | "threat" | "other";
  block?: boolean;
}

export interface PrivateWord {
  type: "word";
  text: string;
}

export interface Ping {
  type: "ping";
}

export interface Take {
  type: "take";
  handle: string;
}

export interface AnswerWord {
  type: "answer";
  handle: string;
  text: string;
}

export interface Settle {
  type: "settle";
  handle: string;
}

export interface JoinLine {
  ageBand: "under13" | "13-15" | "16-17" | "adult" | "undeclared";
  topics?: readonly (string)[];
  language?: string;
  feeling?: number | null;
  selfReport?: "no" | "thoughts" | "plan" | "now" | "undisclosed";
  firstMessage?: string;
  called?: string;
  pronouns?: string;
  confirmed?: boolean;
  country?: string | null;
  hides?: boolean;
  proof?: string;
}

export interface EditTicket {
  firstMessage?: string | null;
  confirmed?: boolean;
  ageBand?: "13-15" | "16-17" | "adult" | null;
}

export interface Report {
  reason: "unsafe" | "sexual" | "harassing" | "asked-for-contact" | "child-at-risk" | "threat" | "other";
  block?: boolean;
  earlier?: number;
}

export interface Verdict {
  rule: "kindness" | "nothing-sexual" | "stay-here" | "children" | "stay-with-danger" | "honest-reports" | "none";
  decision: "removed" | "trained" | "warned" | "nothing";
  reason: "words-show" | "words-do-not" | "pattern" | "said-so" | "no-words" | "mistake";
}

export interface OfficerKey {
  public: string;
  wrapped: string;
}

export interface HandShare {
  to: string;
  share: string;
}

export interface HoldCase {
  key: string;
}

export interface AskCase {
  caseCode: string;
}

export interface Feedback {
  feeling?: number | null;
  heard?: "yes" | "partly" | "no" | null;
  safe?: "yes" | "no" | null;
}

export interface SignIn {
  name: string;
  password: string;
  code: string;
}

export interface AcceptInvitation {
  code: string;
  name: string;
  password: string;
}

export interface Invite {
  role: "listener" | "coordinator";
}

export interface CorrectLine {
  name: string;
  kind?: "emergency" | "suicide" | "crisis" | "child" | "abuse" | "sexual_violence" | "lgbtq" | "substance" | "directory";
  phone?: string;
  also?: readonly (string)[];
  services?: Record<string, string>;
  sms?: string;
  word?: string;
  messaging?: string;
  chatUrl?: string;
  website?: string;
  hours?: string;
  languages?: readonly (string)[];
  cost?: string;
  note?: string;
  someOnly?: boolean;
  checked?: string | null;
  hidden?: boolean;
}

export interface SetShift {
  state: "ready" | "away" | "draining" | "off";
  seats?: number | null;
  burst?: boolean | null;
  topicsTonight?: readonly (string)[] | null;
  notTonight?: readonly (string)[] | null;
}

export interface SetDoor {
  door: "auto" | "open" | "busy" | "urgentOnly" | "closed";
}

export interface SetTopic {
  open: boolean;
}

export interface Openers {
  texts: readonly (string)[];
}

export interface WrapUp {
  chat: string;
  enoughOf?: readonly (string)[];
  heavy?: boolean;
  longer?: boolean;
}

export interface Practise {
  chance: number;
  said: readonly (string)[];
}

export type SeekerEvent = SeekerReady | Place | Redirected | Opened | Posted | DeliveredTo | SeenBy | TypingNow | MomentTaken | Peer | Notice | GuestCame | Nudge | Card | Ended | Refused | Pong;

export type ListenerEvent = ListenerReady | Offered | OfferLapsed | Paged | ShiftChanged | Opened | Posted | EarlierSaid | DeliveredTo | SeenBy | TypingNow | MomentTaken | Peer | Notice | GuestCame | Nudge | Alert | AlertTaken | WordStands | Filed | Ended | Refused | Pong;

export type BoardEvent = BoardReady | BoardChanged | Refused | Pong;

export type SeekerCommand = Hello | Post | Typing | Delivered | Seen | Moment | RefuseGuest | Here | ShowEarlier | End | Ping;

export type ListenerCommand = Hello | Post | Typing | Delivered | Seen | Moment | Extend | HandOver | AskIn | RefuseGuest | StayOn | End | Younger | Accept | Pass | Flag | ReportChat | PrivateWord | Ping;

export type BoardCommand = Hello | Take | AnswerWord | Settle | Ping;
