#!/usr/bin/env python3
"""A second verifier of the audit trail, made from FORMAT.md alone; shares no code with the first.

usage: verify.py <folder of one log> <public key file> [<index>/<sha3 in hexadecimal>]
Needs Python 3.9 and the package "cryptography". Prints the head and exits with 0, or the first finding and exits with 1.
"""
import hashlib
import pathlib
import struct
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key


class Finding(Exception):
    pass


def need(condition, path, offset, text):
    if not condition:
        raise Finding(f"{path} at byte {offset}: {text}")


def sha3(data):
    return hashlib.sha3_256(data).digest()


def verify_entry(entry):
    last, seen, at = 0, set(), 0
    lengths = {2: 1, 3: 8, 5: 8, 6: 16, 7: 16, 10: 16, 11: 16, 12: 16, 19: 16, 20: 8, 21: 8, 22: 8, 23: 8, 24: 8}
    while at < len(entry):
        tag, length = struct.unpack_from("<BH", entry, at)
        value = entry[at + 3:at + 3 + length]
        if len(value) != length or tag < last or (tag == last and tag != 25) or lengths.get(tag, length) != length:
            return False
        if tag in (1, 4, 8, 9, 13, 14, 15, 16, 17, 18):
            value.decode("utf-8")
        last, at = tag, at + 3 + length
        seen.add(tag)
    return {1, 2, 3} <= seen


class Log:
    def __init__(self, folder, key):
        self.paths = sorted(folder.glob("*.trail"))
        need(self.paths, folder, 0, "there is no segment")
        self.key = key
        self.key_id = sha3(key.public_bytes(Encoding.Raw, PublicFormat.Raw))[:8]
        self.name = self.header(self.paths[0], self.paths[0].read_bytes())["name"]
        self.frame, self.index, self.hash = 0, 0, sha3(b"realtimecare/trail-log/v1\0" + self.name)
        self.heads = {}

    def check(self, signature, statement, path, offset):
        try:
            self.key.verify(signature, statement)
        except InvalidSignature:
            raise Finding(f"{path} at byte {offset}: the signature is not good") from None

    def header(self, path, data):
        need(data[:8] == b"RCTRAIL1" and len(data) > 161, path, 0, "not a segment")
        size, reason, number, frame, index, _, end = struct.unpack_from("<IIQQQQQ", data, 8)
        n = data[96]
        need(size == 161 + n <= len(data), path, 0, "wrong header length")
        need(data[88:96] == self.key_id, path, 0, "signed with another key")
        self.check(data[97 + n:161 + n], b"realtimecare/trail-segment/v1\0" + data[:97 + n], path, 0)
        return dict(size=size, reason=reason, number=number, frame=frame, index=index, end=end, hash=data[56:88], name=data[97:97 + n])

    def verify(self):
        segments = [(path, data, self.header(path, data)) for path, data in ((p, p.read_bytes()) for p in self.paths)]
        for at, (path, data, header) in enumerate(segments):
            need(header["number"] == at + 1 and path.name == f"{at + 1:010}.trail", path, 0, "not in its place")
            need(header["name"] == self.name, path, 0, "belongs to another log")
            begin = (header["frame"], header["index"], header["hash"])
            need(begin == (self.frame, self.index, self.hash), path, 0, "does not continue the segment before")
            following = segments[at + 1][2] if at + 1 < len(segments) else None
            end = self.frames(path, data, header["size"], following and following["end"])
            if not following or following["reason"] not in (3, 4):
                need(not any(data[end:]), path, end, "bytes behind the end (a torn last frame, if the node stopped here)")

    def frames(self, path, data, offset, end):
        while offset < (len(data) if end is None else end) and (end is not None or data[offset:offset + 4] == b"RCF1"):
            offset += self.verify_frame(path, data, offset)
        need(end is None or offset == end, path, offset, "does not end where the next segment begins")
        return offset

    def verify_frame(self, path, data, offset):
        need(data[offset:offset + 4] == b"RCF1" and len(data) - offset > 168, path, offset, "not a frame")
        size, number, first, count, _ = struct.unpack_from("<IQQIQ", data, offset + 4)
        frame = data[offset:offset + size]
        need(size > 168 and len(frame) == size and frame[-4:] == b"1FCR", path, offset, "not a whole frame")
        digest = sha3(frame[:-100])
        need(digest == frame[-100:-68], path, offset, "the hash is not good")
        statement = b"realtimecare/trail-frame/v1\0" + bytes([len(self.name)]) + self.name + struct.pack("<QQI", number, first, count) + digest
        self.check(frame[-68:-4], statement, path, offset)
        need((number, first, frame[36:68]) == (self.frame, self.index, self.hash), path, offset, "not in its place")

        entries, at = 0, 68
        while at < size - 100:
            length = struct.unpack_from("<H", frame, at)[0]
            need(at + 2 + length <= size - 100 and verify_entry(frame[at + 2:at + 2 + length]), path, offset, f"entry {first + entries} is not good")
            entries, at = entries + 1, at + 2 + length
        need(entries == count > 0, path, offset, "another count of entries")
        self.frame, self.index, self.hash = number + 1, first + count, digest
        self.heads[self.index - 1] = digest.hex()
        return size


def main(folder, key_file, expected=None):
    log = Log(pathlib.Path(folder), load_pem_public_key(pathlib.Path(key_file).read_bytes()))
    log.verify()
    need(log.heads, folder, 0, "there is no entry")
    if expected:
        index, digest = expected.rsplit("/", 2)[-2:]
        need(log.heads.get(int(index)) == digest, folder, 0, "does not contain the expected head")
    print(f"good: {log.index} entries in {log.frame} frames, head {log.name.decode()}/{log.index - 1}/{log.hash.hex()}")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Finding as finding:
        sys.exit(f"NOT GOOD: {finding}")
