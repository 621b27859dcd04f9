-- Asks Deputy whether a request may pass. Leaves the status of the answer in txn.deputy_status, and
-- none if there was no answer; on a yes it sets who is asking and removes what the caller showed.

local identity = {
  "issuer", "subject", "actor", "actors", "chain", "hop",
}

local function all(headers, name)
  local values = {}
  local found = headers[name]
  if found then
    for _, value in pairs(found) do
      values[#values + 1] = value
    end
  end
  return values
end

core.register_action("deputy", { "http-req" }, function(txn)
  local headers = txn.http:req_get_headers()
  local question = {
    ["x-original-method"] = { txn.f:method() },
    -- As the caller wrote it.
    ["x-original-uri"] = { txn.f:pathq() },
  }
  for _, name in ipairs({ "authorization", "dpop", "traceparent" }) do
    local values = all(headers, name)
    if #values > 0 then
      question[name] = values
    end
  end

  local answer = core.httpclient():get({
    url = txn:get_var("txn.deputy_hook"),
    headers = question,
    timeout = 2000,
  })
  if not answer or not answer.status then
    return
  end

  local told = answer.headers or {}
  txn:set_var("txn.deputy_body", answer.body or "")
  txn:set_var("txn.deputy_challenge", table.concat(all(told, "www-authenticate"), ", "))
  txn:set_var("txn.deputy_nonce", table.concat(all(told, "dpop-nonce"), ", "))

  for name in pairs(headers) do
    if name:gsub("_", "-"):sub(1, 13) == "x-delegation-" then
      txn.http:req_del_header(name)
    end
  end
  txn.http:req_del_header("authorization")
  txn.http:req_del_header("dpop")
  if answer.status == 200 then
    for _, part in ipairs(identity) do
      local name = "x-delegation-" .. part
      local values = all(told, name)
      if #values ~= 1 then
        return
      end
      txn.http:req_set_header(name, values[1])
    end
  end
  txn:set_var("txn.deputy_status", tostring(answer.status))
end)
