-- The changes that must be whole: each section below is one script, run by Valkey with everything above the first
-- section before it. ARGV: a random epoch for an empty store, the node's life, then what the section says.
--
-- Keys: head (epoch, seq, floor, generation, waits), feed and gone (what changed last, by seq), t: ticket, l: listener,
-- s: the seats a listener's chats and offers hold, o: offer, a, d and h: notes (an alert, a coordinator on duty, what
-- happened), g: tries at a name, finished, waits, lease, retold (two seconds). Each has a lifetime.
local P = 'earshot:'
local HEAD, FEED, GONE, FINISHED, WAITS, LEASE = P..'head', P..'feed', P..'gone', P..'finished', P..'waits', P..'lease'
local RETOLD = P..'retold'
local HOURS, DAY = 7200, 93600
local KEPT = 2000
local NODE = ARGV[2]
local A = {unpack(ARGV, 3)}
local call = redis.call
call('HSETNX', HEAD, 'epoch', ARGV[1])

local function note(member)
  local seq = call('HINCRBY', HEAD, 'seq', 1)
  call('ZREM', GONE, member)
  call('ZADD', FEED, seq, member)
end

local function forgotten(member)
  if call('ZREM', FEED, member) == 0 then return end
  call('ZADD', GONE, call('HINCRBY', HEAD, 'seq', 1), member)
  local over = call('ZCARD', GONE) - KEPT
  if over > 0 then
    call('HSET', HEAD, 'floor', call('ZRANGE', GONE, over - 1, over - 1, 'WITHSCORES')[2])
    call('ZREMRANGEBYRANK', GONE, 0, over - 1)
  end
end

local function tell()
  for _, key in ipairs({HEAD, FEED, GONE, FINISHED}) do call('EXPIRE', key, DAY) end
  call('PUBLISH', P..'facts', NODE)
end

-- Put a ticket: from A[i] on its version, sealed entry, state, in line or not, chat, listener, when it was seen.
local function put(ticket, i)
  local key = P..'t:'..ticket
  local seen = call('HGET', key, 'seen')
  if not seen or tonumber(A[i + 6]) > tonumber(seen) then seen = A[i + 6] end
  call('HSET', key, 'v', A[i], 'b', A[i + 1], 's', A[i + 2], 'q', A[i + 3], 'c', A[i + 4], 'l', A[i + 5], 'seen', seen)
  call('EXPIRE', key, HOURS)
  note('t:'..ticket)
end

local function free(listener, holder)
  local freed = call('SREM', P..'s:'..listener, holder)
  if call('EXISTS', P..'l:'..listener) == 1 then note('l:'..listener) end
  return freed
end

local function hold(listener, holder)
  call('SADD', P..'s:'..listener, holder)
  call('EXPIRE', P..'s:'..listener, DAY)
  if call('EXISTS', P..'l:'..listener) == 1 then note('l:'..listener) end
end

local function unmake(offer, ticket, listener)
  call('DEL', P..'o:'..offer)
  call('HDEL', P..'t:'..ticket, 'o:'..listener)
  forgotten('o:'..offer)
  free(listener, offer)
end

-- @news since, epoch
local head = call('HMGET', HEAD, 'epoch', 'seq', 'floor', 'waits')
local since, last = tonumber(A[1]), tonumber(head[2] or '0')
local full = head[1] ~= A[2] or since < tonumber(head[3] or '0') or since > last
if full then since = 0 end
local items, lost = {}, {}
-- One MessagePack value: a client reads that ten times as fast as an array of replies.
local wide
function wide(n, bytes)
  return bytes == 1 and string.char(n) or wide(math.floor(n / 256), bytes - 1)..string.char(n % 256)
end
local function text(s)
  s = tostring(s)
  return (#s < 256 and '\196'..wide(#s, 1) or '\198'..wide(#s, 4))..s
end
for _, member in ipairs(call('ZRANGEBYSCORE', FEED, '('..since, '+inf')) do
  local kind, id = string.sub(member, 1, 1), string.sub(member, 3)
  local key, found = P..member, nil
  if kind == 't' then
    found = call('HMGET', key, 'v', 'seen', 'k', 'b')
  elseif kind == 'l' then
    found = call('HMGET', key, 'b')
    found[2] = call('SCARD', P..'s:'..id)
  elseif kind == 'o' then
    found = call('HMGET', key, 't', 'l', 'made', 'lapses', 'why')
  else
    found = call('HMGET', key, 'b')
  end
  if found[1] then
    local parts = {'\220'..wide(2 + #found, 2), text(kind), text(id)}
    for i = 1, #found do parts[i + 2 + 1] = text(found[i] or '') end
    items[#items + 1] = table.concat(parts)
  else
    lost[#lost + 1] = member
  end
end
if not full then
  for _, member in ipairs(call('ZRANGEBYSCORE', GONE, '('..since, '+inf')) do lost[#lost + 1] = member end
end
local packed = '\221'..wide(#items, 4)..table.concat(items)
return {head[1], last, full and 1 or 0, tonumber(head[4] or '0'), packed, lost}

-- @add ticket, wrapped key, only where it is missing, put... What is told again stands over what is known less far: a
-- pass may have brought the ticket back, at its beginning, before a node that knows better could speak. Until all have
-- spoken, nobody is put to anybody: a node that has not yet heard of a chat would give its ticket away once more.
local key = P..'t:'..A[1]
if A[3] == '1' then
  call('SET', RETOLD, 1, 'PX', 2000)
  local version = call('HGET', key, 'v')
  if version and tonumber(version) >= tonumber(A[4]) then return 'known' end
  for _, field in ipairs(call('HKEYS', key)) do
    if string.sub(field, 1, 2) == 'o:' then unmake(call('HGET', key, field), A[1], string.sub(field, 3)) end
  end
end
call('HDEL', key, 'seen')
call('HSET', key, 'k', A[2])
put(A[1], 4)
tell()
return 'ok'

-- @replace ticket, version, put...
local known = call('HMGET', P..'t:'..A[1], 'v', 'b')
if known[2] == A[4] then return 'ok' end
if known[1] ~= A[2] then return 'changed' end
put(A[1], 3)
tell()
return 'ok'

-- @touch ticket, seen
local key = P..'t:'..A[1]
if call('EXISTS', key) == 0 then return 'unknown' end
call('HSET', key, 'seen', A[2])
call('EXPIRE', key, HOURS)
note('t:'..A[1])
return 'ok'

-- @forget ticket, until
local was = call('DEL', P..'t:'..A[1])
forgotten('t:'..A[1])
if was == 1 then
  call('ZADD', FINISHED, A[2], A[1])
  tell()
end
return was

-- @drop ticket (nobody holds its key any more)
local key = P..'t:'..A[1]
local known = call('HMGET', key, 'c', 'l')
for _, field in ipairs(call('HKEYS', key)) do
  if string.sub(field, 1, 2) == 'o:' then unmake(call('HGET', key, field), A[1], string.sub(field, 3)) end
end
if known[1] and known[2] then free(known[2], known[1]) end
call('DEL', key)
forgotten('t:'..A[1])
tell()
return 'ok'

-- @finished ticket, now
call('ZREMRANGEBYSCORE', FINISHED, '-inf', A[2])
return call('ZSCORE', FINISHED, A[1]) and 1 or 0

-- @put_listener listener, sealed, seats, only where it is missing
local key = P..'l:'..A[1]
if A[4] == '1' and call('EXISTS', key) == 1 then return 'known' end
call('HSET', key, 'b', A[2], 'seats', A[3])
call('EXPIRE', key, DAY)
note('l:'..A[1])
tell()
return 'ok'

-- @drop_listener listener
if call('DEL', P..'l:'..A[1]) == 0 then return 0 end
forgotten('l:'..A[1])
tell()
return 1

-- @commit ticket, version, listener, offer, generation or '', burst, made, lapses, why, put...
if A[5] ~= '' and call('GET', LEASE) ~= NODE..':'..A[5] then return 'lease' end
if call('EXISTS', RETOLD) == 1 then return 'changed' end
local key, listener = P..'t:'..A[1], P..'l:'..A[3]
local known = call('HMGET', key, 'v', 'q', 'o:'..A[3])
if known[3] == A[4] then return 'ok' end
local seats = call('HGET', listener, 'seats')
if known[1] ~= A[2] or known[2] ~= '1' or known[3] or not seats then return 'changed' end
if call('SCARD', P..'s:'..A[3]) >= tonumber(seats) + tonumber(A[6]) then return 'changed' end
put(A[1], 10)
call('HSET', key, 'o:'..A[3], A[4])
call('HSET', P..'o:'..A[4], 't', A[1], 'l', A[3], 'made', A[7], 'lapses', A[8], 'why', A[9])
call('EXPIRE', P..'o:'..A[4], HOURS)
note('o:'..A[4])
hold(A[3], A[4])
tell()
return 'ok'

-- @accept offer, listener, chat, now, ticket, version, put...
local known = call('HMGET', P..'t:'..A[5], 'v', 's', 'c')
if known[3] == A[3] then return 'ok' end
local offer = call('HMGET', P..'o:'..A[1], 'l', 'lapses')
if not offer[1] or offer[1] ~= A[2] or tonumber(A[4]) >= tonumber(offer[2]) then return 'gone' end
if known[2] ~= 'offered' then return 'gone' end
if known[1] ~= A[6] then return 'changed' end
unmake(A[1], A[5], A[2])
hold(A[2], A[3])
put(A[5], 7)
tell()
return 'ok'

-- @withdraw offer, ticket, listener, version or '' (its state stays), put...
if call('EXISTS', P..'o:'..A[1]) == 0 then return 'gone' end
local known = call('HMGET', P..'t:'..A[2], 'v', 's')
local waits = known[2] == 'offered'
if waits and known[1] ~= A[4] then return 'changed' end
unmake(A[1], A[2], A[3])
if waits then put(A[2], 5) end
tell()
return 'ok'

-- @hold listener, holder
hold(A[1], A[2])
tell()
return 'ok'

-- @free listener, holder
free(A[1], A[2])
tell()
return 'ok'

-- @note member, mark of what it follows or '', sealed
local key = P..A[1]
local known = call('HGET', key, 'b') or ''
if known == A[3] then return 'ok' end
if string.sub(known, 1, 12) ~= A[2] then return 'changed' end
call('HSET', key, 'b', A[3])
call('EXPIRE', key, DAY)
note(A[1])
tell()
return 'ok'

-- @unnote member
if call('DEL', P..A[1]) == 1 then
  forgotten(A[1])
  tell()
end
return 'ok'

-- @try whose, at, what is older than this goes, how many are free, the first wait, the longest, for how long, an id
local key = P..'g:'..A[1]
call('ZREMRANGEBYSCORE', key, '-inf', A[3])
if call('ZSCORE', key, A[8]) then return 1 end
local tries = call('ZCARD', key)
if tries >= tonumber(A[4]) then
  local wait = math.min(tonumber(A[6]), A[5] * 2 ^ (tries - A[4]))
  if tonumber(A[2]) < tonumber(call('ZRANGE', key, -1, -1, 'WITHSCORES')[2]) + 1000 * wait then return 0 end
end
call('ZADD', key, A[2], A[8])
call('PEXPIRE', key, A[7])
return 1

-- @forgive whose
return call('DEL', P..'g:'..A[1])

-- @remember at, what, how many are kept, what is older than this goes
call('ZADD', WAITS, A[1], A[2])
call('ZREMRANGEBYRANK', WAITS, 0, -1 - tonumber(A[3]))
call('ZREMRANGEBYSCORE', WAITS, '-inf', '('..A[4])
call('EXPIRE', WAITS, DAY)
call('HINCRBY', HEAD, 'waits', 1)
call('EXPIRE', HEAD, DAY)
return 'ok'

-- @waits
return call('ZRANGE', WAITS, 0, -1, 'WITHSCORES')

-- @lease milliseconds
local held = call('GET', LEASE)
if held then
  if string.sub(held, 1, #NODE + 1) ~= NODE..':' then return 0 end
  call('PEXPIRE', LEASE, A[1])
  return tonumber(string.sub(held, #NODE + 2))
end
local generation = call('HINCRBY', HEAD, 'generation', 1)
call('EXPIRE', HEAD, DAY)
call('SET', LEASE, NODE..':'..generation, 'PX', A[1])
return generation

-- @give_back
local held = call('GET', LEASE)
if held and string.sub(held, 1, #NODE + 1) == NODE..':' then call('DEL', LEASE) end
return 'ok'

-- @put_case case, version it takes the place of or '', its version, sealed facts, until (microseconds), sealed words
local key = P..'c:'..A[1]
local known = call('HGET', key, 'v')
if known == A[3] and call('HGET', key, 'b') == A[4] then return 'ok' end
if (known or '') ~= A[2] then return 'changed' end
call('HSET', key, 'v', A[3], 'b', A[4])
if A[6] ~= '' then call('HSET', key, 'w', A[6]) end
call('EXPIREAT', key, math.ceil(tonumber(A[5]) / 1000000))
call('ZADD', P..'cases', A[5], A[1])
call('EXPIRE', P..'cases', 6 * DAY)
return 'ok'

-- @cases now
local found = {}
call('ZREMRANGEBYSCORE', P..'cases', '-inf', A[1])
for _, id in ipairs(call('ZRANGE', P..'cases', 0, -1)) do
  local text = call('HGET', P..'c:'..id, 'b')
  if text then found[#found + 1] = {id, call('ZSCORE', P..'cases', id), text} end
end
return found

-- @case_words case
return call('HGET', P..'c:'..A[1], 'w') or ''

-- @drop_case case
call('ZREM', P..'cases', A[1])
return call('DEL', P..'c:'..A[1])
