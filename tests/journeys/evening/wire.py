"""A line between browser and product that can be cut, or go on accepting and never answer."""

import select
import socket
import threading
from contextlib import suppress

CHUNK = 65536


class Wire:
    """Listens on loopback and passes on to `port`. `state`: open · cut (hangs up) · deaf (accepts, passes nothing on)
    · mute (passes on what is asked, swallows the answer)."""

    def __init__(self, port: int) -> None:
        self.port, self.state = port, "open"
        self._door = socket.create_server(("127.0.0.1", 0))
        self._held: list[socket.socket] = []
        self.base_url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def become(self, state: str) -> None:
        """Connections of the state before are dropped: nothing said in it arrives later."""
        self.state, held, self._held = state, self._held, []
        for line in held:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.become("cut")
        self._door.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._door.accept()
                threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        if self.state == "cut":
            near.close()
            return
        with near, socket.create_connection(("127.0.0.1", self.port)) as far, suppress(OSError):
            self._held += [near, far]
            watched = [near, far]
            while speaking := select.select(watched, [], [])[0]:
                data = speaking[0].recv(CHUNK)
                if not data and (speaking[0] is near or self.state == "open"):
                    return
                if not data:
                    watched.remove(far)  # the browser does not learn that the other end has gone
                elif speaking[0] is near and self.state != "deaf" and far in watched:
                    far.sendall(data)
                elif speaking[0] is far and self.state == "open":
                    near.sendall(data)
