#!/usr/bin/python3
"""Records what Debian's cleanup(8) makes of the messages in cleanup/*.txt: the part below "---" of each file is written anew.

Usage (as root, postfix installed): tests/golden/record-cleanup.py [file...]

A case file:  main.cf: lines, from:, to: (several), then "message:" and its lines up to "---". Behind that, what came of it:
the reply, the records of the queue file from its envelope's addresses on, and cleanup's log lines, with ids and dates made alike.
"""
import glob, os, re, shutil, socket, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
PORT = 12799
MAIN = '''compatibility_level = 3.6
queue_directory = {b}/spool
data_directory = {b}/data
maillog_file = {b}/log
maillog_file_prefixes = /tmp
myhostname = mx.example.com
mydomain = example.com
myorigin = example.com
mydestination = example.com, localhost
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
local_recipient_maps =
recipient_delimiter = +
smtpd_recipient_restrictions = permit_mynetworks
smtpd_reject_unlisted_recipient = no
local_header_rewrite_clients = permit_mynetworks
in_flow_delay = 0
notify_classes =
'''
MASTER = '''{p} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
'''


class Debian:
    def __init__(self):
        self.b = tempfile.mkdtemp(prefix='record-cleanup-', dir='/tmp')
        os.chmod(self.b, 0o755)
        for d in ('conf', 'spool', 'data'):
            os.mkdir(f'{self.b}/{d}')
        shutil.chown(f'{self.b}/data', 'postfix')
        self.settings = None
        open(f'{self.b}/conf/master.cf', 'w').write(MASTER.format(p=PORT))
        self.configure([])
        self.start()

    def configure(self, lines):
        if lines == self.settings:
            return
        names = {l.split('=')[0].strip() for l in lines}
        usual = [l for l in MAIN.format(b=self.b).split('\n') if l.split('=')[0].strip() not in names]
        open(f'{self.b}/conf/main.cf', 'w').write('\n'.join(usual + lines) + '\n')
        if self.settings is not None:
            subprocess.run(['postfix', '-c', f'{self.b}/conf', 'stop'], check=False, stderr=subprocess.DEVNULL)
            self.start()
        self.settings = lines

    def start(self):
        for _ in range(20):
            if subprocess.run(['postfix', '-c', f'{self.b}/conf', 'start'], stderr=subprocess.DEVNULL).returncode == 0:
                break
            time.sleep(0.3)
        self.wait()

    def wait(self):
        for _ in range(600):
            try:
                socket.create_connection(('127.0.0.1', PORT)).close()
                return
            except OSError:
                time.sleep(0.1)
        raise OSError('no answer')

    def stop(self):
        subprocess.run(['postfix', '-c', f'{self.b}/conf', 'stop'], check=False, stderr=subprocess.DEVNULL)
        shutil.rmtree(self.b)

    def feed(self, sender, to, content, options=''):
        open(f'{self.b}/log', 'w').close()
        s = socket.create_connection(('127.0.0.1', PORT))
        f = s.makefile('rb')

        def cmd(c=None):
            if c is not None:
                s.sendall(c.encode('latin1') + b'\r\n')
            while True:
                line = f.readline()
                if line[3:4] != b'-':
                    return line.decode('latin1').strip()
        cmd()
        cmd('EHLO client.example')
        for c in [f'MAIL FROM:<{sender}>{options}'] + [f'RCPT TO:<{r}>' for r in to] + ['DATA']:
            reply = cmd(c)
            if reply[0] not in '23':
                return reply, [], ''
        for line in content:
            s.sendall((b'.' if line.startswith(b'.') else b'') + line + b'\r\n')
        reply = cmd('.')
        cmd('QUIT')
        s.close()
        time.sleep(0.3)
        records = []
        for queue in ('incoming', 'hold'):
            for n in os.listdir(f'{self.b}/spool/{queue}'):
                records += [('Q', queue.encode())] + list(read(f'{self.b}/spool/{queue}/{n}'))
                os.unlink(f'{self.b}/spool/{queue}/{n}')
        return reply, records, open(f'{self.b}/log', errors='surrogateescape').read()


def read(path):
    d = open(path, 'rb').read()
    i = 0
    while i < len(d):
        t = chr(d[i])
        i += 1
        n = s = 0
        while True:
            b = d[i]
            i += 1
            n |= (b & 0x7f) << s
            s += 7
            if not b & 0x80:
                break
        yield t, d[i:i + n]
        i += n


ID = r'(?<![0-9A-F])(?=[0-9]*[A-F])[0-9A-F]{9,14}(?![0-9A-F])'


def alike(text):
    text = re.sub(r'\d{14}\.' + ID, 'STAMP.QUEUEID', text)
    text = re.sub(ID, 'QUEUEID', text)
    return re.sub(r'[A-Z][a-z]{2}, +\d+ [A-Z][a-z]{2} \d{4} [\d:]{8} [+-]\d{4} \([A-Z]+\)', 'DATE', text)


def record(debian, path):
    lines = open(path, 'rb').read().split(b'\n')
    if b'---' in lines:
        lines = lines[:lines.index(b'---')]
    at = lines.index(b'message:')
    head = [l.decode('latin1') for l in lines[:at]]
    def values(key):
        return [l[len(key) + 2:] for l in head if l.startswith(key + ': ') or l == key + ':']
    debian.configure(values('main.cf'))
    sender = (values('from') + ['alice@example.com'])[0]
    to = values('to') or ['bob@example.com']
    content = [unescape(l) for l in lines[at + 1:]]
    reply, records, log = debian.feed(sender, to, content)
    out = [b'---', b'reply: ' + re.sub(r'queued as \S+', 'queued as QUEUEID', reply).encode('latin1')]
    skip = 3
    for t, v in records:
        if t == 'C':
            out.append(b'sendopts: ' + v.split()[5])
        if t == 'T' or t == 'C' or t == 'A' and not v.startswith((b'encoding', b'dsn', b'notify')):
            continue
        if t == 'N' and skip:
            skip -= 1
            continue
        out.append(t.encode() + b' ' + escape(alike(v.decode('latin1')).encode('latin1')))
    for l in log.split('\n'):
        m = re.match(r'.*? postfix/cleanup\[\d+\]: (.*)', l)
        if m and 'public/qmgr' not in m.group(1) and 'mail_stream_cleanup' not in m.group(1):
            out.append(b'log: ' + alike(m.group(1)).encode('utf8', 'surrogateescape'))
    open(path, 'wb').write(b'\n'.join(lines + out) + b'\n')


def unescape(l):
    return re.sub(rb'\\x([0-9a-f]{2})', lambda m: bytes([int(m.group(1), 16)]), l)


def escape(l):
    return re.sub(rb'[^\x09\x20-\x7e]', lambda m: b'\\x%02x' % m.group(0)[0], l)


if __name__ == '__main__':
    debian = Debian()
    try:
        for path in sys.argv[1:] or sorted(glob.glob(f'{HERE}/cleanup/*.txt')):
            try:
                record(debian, path)
            except Exception as e:
                print(path, repr(e))
                debian.settings = ['']
    finally:
        debian.stop()
