"""An instance of the suite to be hurt, the load it gets, and the account of what became of every message.

Used by tests/storm/run, powerfail and faults. The words:
  accepted   the client heard 250, or sendmail ended with 0
  doubt      the client sent the end of data and heard nothing: both endings are right
  refused    any other ending; such a message must never appear
"""
import os, pwd, random, re, signal, socket, subprocess, sys, threading, time

# Whoever ends us, the suite that we started ends too.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
OUT = os.environ.get("MAILSUITE_OUT", os.path.join(ROOT, "out"))

MAIN = """compatibility_level = 3.12
config_directory = {conf}
queue_directory = {spool}
data_directory = {data}
command_directory = {out}/sbin
daemon_directory = {out}/libexec/postfix
mail_owner = {owner}
maillog_file = {log}
maillog_file_prefixes = /
myhostname = storm.example
mydestination = $myhostname, box.example, dir.example
myorigin = $myhostname
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
local_recipient_maps =
mail_spool_directory = {mail}/box
virtual_mailbox_domains = virtual.example
virtual_mailbox_maps = inline:{{ {virtual} }}
virtual_mailbox_base = {mail}/virtual
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
relay_domains = relay.example, dead.example
transport_maps = inline:{{ {{ dir.example = localdir: }} {{ relay.example = relay:[127.0.0.1]:{sink} }} {{ dead.example = error:5.1.2 nobody lives here }} }}
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
smtp_tls_security_level = none
smtpd_tls_security_level = none
biff = no
# Ten minutes of mail for one user are more than 50 MB.
mailbox_size_limit = 0
virtual_mailbox_limit = 0
max_use = 10000
# A daemon that is killed again and again would be waited for, as it should; here the next kill is to come soon.
service_throttle_time = 1s
# What is deferred comes again soon, and the dot-lock of a dead local(8) is not waited for 500 s.
minimal_backoff_time = 2s
maximal_backoff_time = 6s
queue_run_delay = 2s
stale_lock_time = 2s
relay_destination_concurrency_limit = 5
{extra}
"""
MASTER = """127.0.0.1:{port} inet n - n - {smtpd} smtpd
pickup unix n - n 5 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 5 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
showq unix n - n - - showq
smtp unix - - n - - smtp
relay unix - - n - {agents} smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - {agents} local
localdir unix - n n - {agents} local
  -o mail_spool_directory={mail}/dir/
virtual unix - n n - {agents} virtual
postlog unix-dgram n - n - 1 postlogd
"""
SENDER = "sender@virtual.example"
BOXES = ["one", "two", "three", "four"]
# To whom, how often in a hundred, and how it must end.
TARGETS = [
    ("virtual", 30, "delivered"), ("box", 18, "delivered"), ("dir", 18, "delivered"), ("relay", 14, "delivered"), ("later", 6, "delivered"),
    ("refused", 5, "bounced"), ("dead", 5, "bounced"), ("unknown", 4, "bounced"),
]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Mail:
    """One message: what it says can be made again from its token and size."""

    def __init__(self, token, recipients, size, dsn=""):
        self.token, self.recipients, self.size, self.dsn = token, recipients, size, dsn
        self.state = "refused"

    @property
    def body(self):
        """Lines of all kinds: dots, From, long and empty ones; the last one proves that it is whole."""
        r = random.Random(self.token)
        lines, length = [], 0
        while length < self.size:
            kind = r.random()
            line = ("." * r.randint(1, 3) if kind < 0.04 else "From here on" if kind < 0.08 else "" if kind < 0.12 else "x" * r.randint(100, 900) if kind < 0.2
                    else "%x" % r.getrandbits(4 * r.randint(1, 60)))
            lines.append(line)
            length += len(line) + 1
        return "\n".join(lines + ["end of " + self.token]) + "\n"

    def text(self, eol):
        headers = f"From: {SENDER}\nTo: undisclosed\nSubject: storm {self.token}\nX-Token: {self.token}\n\n"
        return (headers + self.body).replace("\n", eol).encode()


class Sink:
    """The next hop: takes mail, refuses refused@ for good, and later@ twice.

    Twice, because a client whose kept connection is refused asks again at once on a new one, and then nothing would be deferred."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=200)
        self.port = self.socket.getsockname()[1]
        self.taken, self.seen, self.lock = [], {}, threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        try:
            with client, client.makefile("rwb") as f:
                def say(text):
                    f.write(text.encode() + b"\r\n")
                    f.flush()
                say("220 sink.example ESMTP")
                sender, rcpts = "", []
                while line := f.readline():
                    verb = line[:4].upper()
                    if verb == b"EHLO":
                        say("250-sink.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 DSN")
                    elif verb == b"MAIL":
                        sender, rcpts = line.decode("latin1"), []
                        say("250 2.1.0 Ok")
                    elif verb == b"RCPT":
                        to = re.search(r"<([^>]*)>", line.decode("latin1")).group(1)
                        if to.startswith("refused"):
                            say("550 5.1.1 nobody here")
                        elif to.startswith("later") and self._too_early(to):
                            say("451 4.3.0 come again")
                        else:
                            rcpts.append(to)
                            say("250 2.1.5 Ok")
                    elif verb == b"DATA":
                        if not rcpts:
                            say("554 5.5.1 no valid recipients")
                            continue
                        say("354 go on")
                        body = []
                        while (part := f.readline()) and part != b".\r\n":
                            body.append(part[1:] if part.startswith(b".") else part)
                        if not part:
                            return
                        with self.lock:
                            self.taken.append((rcpts, b"".join(body)))
                        say("250 2.0.0 Ok")
                    elif verb == b"QUIT":
                        say("221 bye")
                        return
                    else:
                        say("250 2.0.0 Ok")
        except OSError:
            pass

    def _too_early(self, to):
        with self.lock:
            self.seen[to] = self.seen.get(to, 0) + 1
            return self.seen[to] <= 2


class World:
    """The instance. spool and mail may lie on file systems of their own."""

    def __init__(self, base, spool=None, mail=None, extra="", single=False):
        self.base, self.spool, self.mail = base, spool or os.path.join(base, "spool"), mail or os.path.join(base, "mail")
        self.conf, self.log = os.path.join(base, "etc"), os.path.join(base, "mail.log")
        self.root = os.geteuid() == 0
        self.owner = "postfix" if self.root else pwd.getpwuid(os.getuid()).pw_name
        self.user = "nobody" if self.root else self.owner
        account = pwd.getpwnam(self.owner)
        os.makedirs(base, exist_ok=True)
        os.chmod(base, 0o755)
        self.sink, self.port = Sink(), free_port()
        # Set in the moment of a power failure: what the machine seems to say after it, it would not have said.
        self.pid, self.dead = 0, False
        self.mails, self.lock, self.seed = {}, threading.Lock(), 0
        for d in (self.conf, os.path.join(base, "data"), self.spool):
            os.makedirs(d, exist_ok=True)
        self.make_mail()
        if self.root:
            os.chown(os.path.join(base, "data"), account.pw_uid, account.pw_gid)
        virtual = " ".join(f"{{ {b}@virtual.example = {b}/ }}" for b in BOXES + ["sender"])
        with open(os.path.join(self.conf, "main.cf"), "w") as f:
            f.write(MAIN.format(conf=self.conf, spool=self.spool, data=os.path.join(base, "data"), out=OUT, owner=self.owner, log=self.log, mail=self.mail,
                                virtual=virtual, uid=account.pw_uid, gid=account.pw_gid, sink=self.sink.port, extra=extra))
        with open(os.path.join(self.conf, "master.cf"), "w") as f:
            f.write(MASTER.format(port=self.port, mail=self.mail, smtpd=1 if single else 60, agents=1 if single else "-"))

    def make_mail(self):
        for d, mode in ((self.mail, 0o755), (os.path.join(self.mail, "box"), 0o1777), (os.path.join(self.mail, "dir"), 0o1777), (os.path.join(self.mail, "virtual"), 0o755)):
            os.makedirs(d, exist_ok=True)
            os.chmod(d, mode)
        if self.root:
            account = pwd.getpwnam(self.owner)
            os.chown(os.path.join(self.mail, "virtual"), account.pw_uid, account.pw_gid)

    # The processes.

    def command(self, program, *args, **more):
        return subprocess.run([os.path.join(OUT, "sbin", program), *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              env={**os.environ, "MAIL_CONFIG": self.conf}, timeout=60, **more)

    def start(self, seconds=30):
        ran, until = None, time.monotonic() + seconds
        while time.monotonic() < until:
            if not self.master:
                ran = self.command("postfix", "-c", self.conf, "start")
            try:
                with socket.create_connection(("127.0.0.1", self.port), 2) as s:
                    s.settimeout(2)
                    if s.recv(3) == b"220" and self.master:
                        return
            except OSError:
                pass
            time.sleep(0.05)
        raise SystemExit(f"the suite does not start:\n{ran.stdout.decode() if ran else ''}\n{self.tail()}")

    def stop(self):
        self.command("postfix", "-c", self.conf, "stop")

    def tail(self, lines=30):
        try:
            with open(self.log, errors="replace") as f:
                return "".join(f.readlines()[-lines:])
        except OSError:
            return "(no log)"

    @property
    def master(self):
        """The master's process id; 0 when it does not run. A number that is somebody else's by now is not taken for it."""
        try:
            try:
                self.pid = int(open(os.path.join(self.spool, "pid/master.pid")).read())
            except (OSError, ValueError):
                pass   # its disk may be gone, while it still runs
            pid = self.pid
            return pid if self.conf.encode() in open(f"/proc/{pid}/environ", "rb").read() and state(pid) != "Z" else 0
        except OSError:
            return 0

    def children(self, program=None, service=None):
        """The daemons as (process id, program); only those of one program or of one line of master.cf."""
        found = []
        master = self.master
        if not master:
            return found
        try:
            pids = [p for task in os.listdir(f"/proc/{master}/task") for p in open(f"/proc/{master}/task/{task}/children").read().split()]
        except OSError:
            pids = subprocess.run(["pgrep", "-P", str(master)], capture_output=True, text=True).stdout.split()
        for pid in pids:
            try:
                args = open(f"/proc/{pid}/cmdline", "rb").read().decode().split("\0")
            except OSError:
                continue
            name = os.path.basename(args[0])
            if name and program in (None, name) and (service is None or service == (args[args.index("-n") + 1] if "-n" in args else name)):
                found.append((int(pid), name))
        return found

    def kill_all(self):
        """Power is gone: nothing says good-bye."""
        master, pids = self.master, [p for p, _ in self.children()]
        for pid in ([master] if master else []) + pids:
            kill(pid)
        until = time.monotonic() + 10
        while any(state(p) not in ("", "Z") for p in pids + [master] if p) and time.monotonic() < until:
            time.sleep(0.005)

    # The load.

    def new_mail(self, r, target=None, dsn=True, size=None):
        with self.lock:
            self.seed += 1
            token = f"t{os.getpid()}n{self.seed}"
        many = 1 if target or r.random() > 0.15 else r.randint(2, 4)
        rcpts = {}
        for _ in range(many):
            kind = target or r.choices([t[0] for t in TARGETS], [t[1] for t in TARGETS])[0]
            ends = next(t[2] for t in TARGETS if t[0] == kind)
            rcpts[{"virtual": r.choice(BOXES) + "@virtual.example", "box": self.user + "@box.example", "dir": self.user + "@dir.example", "relay": "user@relay.example",
                   "later": f"later-{token}@relay.example", "refused": "refused@relay.example", "dead": "user@dead.example",
                   "unknown": "no-such-user@box.example"}[kind]] = ends
        size = size or r.choices([500, 4000, 30000, 300000], [40, 40, 17, 3])[0]
        notify = r.choices(["", "SUCCESS,FAILURE", "FAILURE,DELAY"], [80, 12, 8])[0] if dsn else ""
        mail = Mail(token, rcpts, size, notify)
        with self.lock:
            self.mails[token] = mail
        return mail

    def submit(self, mail, strace=()):
        """By sendmail."""
        args = ["-i", "-f", SENDER] + (["-N", mail.dsn] if mail.dsn else []) + list(mail.recipients)
        try:
            ran = subprocess.run([*strace, os.path.join(OUT, "sbin/sendmail"), *args], input=mail.text("\n"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                 env={**os.environ, "MAIL_CONFIG": self.conf}, timeout=120)
            # Another ending than 0 promises nothing: it may have come after the file was there.
            mail.state = "accepted" if ran.returncode == 0 and not self.dead else "doubt"
        except subprocess.TimeoutExpired:
            mail.state = "doubt"

    def send(self, mail):
        with Client(self) as client:
            client.send(mail)


class Client:
    """An SMTP client; after it lost its connection it is of no use any more."""

    def __init__(self, world):
        self.world = world
        self.s = socket.create_connection(("127.0.0.1", world.port), 30)
        self.s.settimeout(60)
        self.f = self.s.makefile("rb")
        self.good = self._reply().startswith("220")
        self._say("EHLO storm.example")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.f.close()
        self.s.close()

    def _reply(self):
        while True:
            line = self.f.readline()
            if not line.endswith(b"\n"):
                raise OSError("the server has gone")
            if line[3:4] != b"-":
                return line.decode("latin1")

    def _say(self, line):
        self.s.sendall(line.encode() + b"\r\n")
        return self._reply()

    def send(self, mail):
        """Notes in the mail how it ended; raises OSError when the connection is gone."""
        dsn = f" NOTIFY={mail.dsn}" if mail.dsn else ""
        if not self._say(f"MAIL FROM:<{SENDER}>" + (f" ENVID={mail.token}" if mail.dsn else "")).startswith("250"):
            self._say("RSET")
            return
        for to in mail.recipients:
            if not self._say(f"RCPT TO:<{to}>{dsn}").startswith("250"):
                self._say("RSET")
                return
        if not self._say("DATA").startswith("354"):
            return
        text = re.sub(rb"(?m)^\.", b"..", mail.text("\r\n"))
        mail.state = "doubt"
        self.s.sendall(text + b".\r\n")
        answer = self._reply()
        mail.state = "doubt" if self.world.dead else "accepted" if answer.startswith("250") else "refused"


def state(pid):
    try:
        return open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()[0]
    except OSError:
        return ""


def kill(pid, sig=signal.SIGKILL):
    try:
        os.kill(pid, sig)
        return True
    except ProcessLookupError:
        return False


def load(world, stop, sessions=6, submitters=2, seed=1, pause=0.0):
    """Starts senders that work until stop is set; returns the threads."""
    def smtp(r):
        client = None
        while not stop.is_set():
            try:
                mail = world.new_mail(r)
                if "user@dead.example" in mail.recipients:
                    world.submit(mail)   # smtpd would refuse it at once; here a notice is wanted
                    continue
                client = client or Client(world)
                client.send(mail)
                if r.random() < 0.1:
                    client.close()
                    client = None
            except OSError:
                if client:
                    client.close()
                client = None
                stop.wait(0.02)
            stop.wait(pause)
        if client:
            client.close()

    def sendmail(r):
        while not stop.is_set():
            world.submit(world.new_mail(r))
            stop.wait(max(pause, 0.1))

    threads = [threading.Thread(target=smtp, args=(random.Random(seed * 1000 + i),)) for i in range(sessions)]
    threads += [threading.Thread(target=sendmail, args=(random.Random(seed * 1000 + 500 + i),)) for i in range(submitters)]
    for t in threads:
        t.start()
    return threads
