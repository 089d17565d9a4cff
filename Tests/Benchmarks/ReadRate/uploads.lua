-- Uploads the files of a list, one after the other and from the beginning again; the list has a media type and a path
-- a line. wrk … -s uploads.lua URL -- LIST KEY
local requests, next_request = {}, 0

function init(arguments)
    local key = arguments[2]
    for line in io.lines(arguments[1]) do
        local kind, path = line:match("^(%S+) (.+)$")
        local file = assert(io.open(path, "rb"))
        local headers = {["Content-Type"] = kind, ["Authorization"] = "Bearer " .. key}
        requests[#requests + 1] = wrk.format("POST", wrk.path, headers, file:read("*a"))
        file:close()
    end
end

function request()
    next_request = next_request % #requests + 1
    return requests[next_request]
end

function done(summary)
    local errors = summary.errors
    io.write(string.format(
        '\nRESULT {"requests":%d,"microseconds":%d,"refused":%d,"broken":%d}\n', summary.requests, summary.duration,
        errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
