# LANG: python
# EXPECT: ok
# MUST-PRINT: answer of its own
# What is no attack has to work: a server and a client of the program's own.
import asyncio


async def serve(reader, writer):
    writer.write(b"answer of its own")
    writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 18765)
    reader, writer = await asyncio.open_connection("localhost", 18765)
    print((await reader.read()).decode())
    writer.close()
    server.close()


asyncio.run(main())
