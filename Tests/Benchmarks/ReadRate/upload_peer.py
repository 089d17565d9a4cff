"""The service that the daemon's uploads are compared with: FastAPI, Pillow and the zxing-cpp wheel, as one would write
it in an afternoon. No database, no limits. `uvicorn upload_peer:app` serves it.

PEER_FORMATS is `all`, the wheel's default, or `ours`: only the symbologies that Footbridge reads, which is faster.
"""

import os
from io import BytesIO

from fastapi import FastAPI, Request

from peers import ZXing, grey

app = FastAPI()
reader = ZXing(is_limited=os.environ["PEER_FORMATS"] == "ours")


@app.post("/v1/scans", status_code=201)
async def scan(request: Request) -> dict:
    # Read where it arrived: a thread would only add to the work, since all of it holds or waits for a core.
    photo = grey(BytesIO(await request.body()))
    return {"symbols": reader.read(reader.prepare(photo))}
