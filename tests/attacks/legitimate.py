# LANG: python
# EXPECT: ok
# MUST-PRINT: all of it works
# STDIN: 20 22
# What is no attack has to work.
import asyncio
import concurrent.futures
import ctypes
import multiprocessing
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time


def square(n):
    return n * n


if __name__ == "__main__":
    assert sum(map(int, input().split())) == 42
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(square, range(10))) == 285
    with multiprocessing.Pool(2) as pool:
        assert pool.map(square, [1, 2]) == [1, 4]
    assert subprocess.run(["echo", "hi"], capture_output=True, text=True).stdout == "hi\n"
    with tempfile.NamedTemporaryFile() as f:
        sqlite3.connect(f.name).execute("CREATE TABLE a (b)")
    asyncio.run(asyncio.wait_for(asyncio.sleep(0.01), 1))
    thread = threading.Thread(target=time.sleep, args=(0.01,))
    thread.start()
    thread.join()
    ctypes.CDLL(None).getpid()
    queue = multiprocessing.Queue()
    queue.put(1)
    assert queue.get() == 1
    print("all of it works", time.strftime("%Y"), sys.version_info[:2])
