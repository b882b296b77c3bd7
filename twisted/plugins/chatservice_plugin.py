"""What makes ``twistd chat`` known. Read at every start of twistd: it imports nothing of ours."""

from twisted.application.service import ServiceMaker

chat = ServiceMaker("chatservice", "chatservice.tap", "A chat server: netcat, telnet and JSON.", "chat")
