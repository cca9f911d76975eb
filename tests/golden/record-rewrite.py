#!/usr/bin/python3
"""Records what Debian's trivial-rewrite(8) answers to the questions below: writes rewrite.txt. As root, with postfix installed.

"main.cf:" lines begin a configuration; then "context address = answer" for rewrite, "sender address = transport nexthop recipient flags" for resolve.
"""
import os, re, shutil, socket, subprocess, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
MAIN = '''compatibility_level = 3.6
myhostname = mx.example.com
mydomain = example.com
myorigin = example.com
mydestination = example.com, local.example, localhost
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
recipient_delimiter = +
virtual_alias_domains = alias.example
virtual_mailbox_domains = box.example
relay_domains = relay.example
'''
CONFIGURATIONS = [
    [],
    ['relayhost = [gate.example]:2525'],
    ['swap_bangpath = no', 'allow_percent_hack = no'],
    ['append_at_myorigin = no', 'append_dot_mydomain = no'],
    ['resolve_dequoted_address = no', 'resolve_null_domain = yes', 'resolve_numeric_domain = yes', 'allow_min_user = yes'],
    ['default_transport = smtp:[d.example]', 'local_transport = virtual', 'virtual_transport = lmtp:unix:x', 'relay_transport = relay:[r.example]:26', 'relayhost = h.example'],
    ['transport_maps = inline:{{user@ext.example=t1:n1},{user+x@ext.example=t2:},{ext.example=:n3},{.sub.example=t4:n4},{sub.example=t5},{*=star:},{alias.example=never:x},{box.example=:},{relay.example=smtp:[x]:99}}'],
    ['transport_maps = inline:{{user@ext.example=error:5.1.1 gone},{ext.example=relay:},{sub.example=t5:n5},{local.example=smtp:}}', 'parent_domain_matches_subdomains = transport_maps', 'relayhost = [gate.example]'],
    ['sender_dependent_relayhost_maps = inline:{{s@x.example=[one]},{@y.example=[two]:587},{<>=[null]},{d@x.example=DUNNO}}', 'relayhost = [std]'],
    ['sender_dependent_default_transport_maps = inline:{{s@x.example=slow:[one]},{@y.example=fast},{<>=null:},{d@x.example=DUNNO}}', 'default_transport = smtp:[std]'],
    ['relocated_maps = inline:{{user@local.example=new@place.example},{@box.example=all gone},{user=u@n}}'],
    ['mydestination = example.com, box.example, alias.example', 'virtual_mailbox_domains = box.example, relay.example'],
    ['transport_maps = fail:x'],
    ['virtual_alias_domains = fail:x'],
    ['recipient_delimiter = -', 'transport_maps = inline:{{user@ext.example=t1:n1},{owner-list@ext.example=t2:n2}}'],
    ['recipient_delimiter = +-', 'relocated_maps = inline:{{user@local.example=new}}'],
    ['empty_address_recipient = nobody', 'relocated_maps = inline:{{nobody@mx.example.com=moved}}'],
    ['remote_header_rewrite_domain = domain.invalid'],
]
LOCALS = ['user', 'user+x', 'user-x', 'owner-list', '-user', 'a b', 'a%b', 'user%ext.example', 'ext.example!user', 'user@ext.example', 'a!b%c', '', '|cmd', '/file', ':include:/x', '~/x', 'u.v.', '.u', 'USER', '\u00fc']
DOMAINS = [None, '', 'example.com', 'EXAMPLE.com.', 'local.example', 'localhost', 'alias.example', 'box.example', 'relay.example', 'sub.relay.example', 'ext.example', 'deep.sub.example', 'sub.example', 'host', 'host.', '[127.0.0.1]', '[10.1.2.3]', '1.2.3.4', '[IPv6:::1]', '[]', 'a..b', '-x.example', '.', 'ext.example..', 'x y', '\u00fc.example']
SENDERS = ['', 's@x.example', 'other@y.example', 'd@x.example']


def addresses():
    for l in LOCALS:
        for d in DOMAINS:
            yield l if d is None else f'{l}@{d}'
    yield from ['@a.example,@b.example:user@ext.example', '@local.example:user@ext.example', 'user@ext.example@local.example', 'user%ext.example@local.example', 'ext.example!user@local.example',
                'user@ext.example@ext2.example', 'a@b@c@local.example', 'a%b%c', 'a!b!c', 'a%b!c@local.example', '"user@ext.example"@local.example', '@', '@@', 'a@@b', '%', '!', 'a%', '!a', 'a!', '%a', 'user@[127.0.0.1]@local.example']


def frame(**a):
    return b''.join(k.encode() + b'\0' + v.encode() + b'\0' for k, v in a.items()) + b'\0'


class Server:
    def __init__(self, lines):
        self.b = tempfile.mkdtemp(prefix='record-rewrite-', dir='/tmp')
        os.chmod(self.b, 0o755)
        for d in ('conf', 'spool', 'data'):
            os.mkdir(f'{self.b}/{d}')
        shutil.chown(f'{self.b}/data', 'postfix')
        names = {l.split('=')[0].strip() for l in lines}
        usual = [l for l in MAIN.split('\n') if l.split('=')[0].strip() not in names]
        open(f'{self.b}/conf/main.cf', 'w').write('\n'.join(usual + lines + [f'queue_directory = {self.b}/spool', f'data_directory = {self.b}/data', f'maillog_file = {self.b}/log', 'maillog_file_prefixes = /tmp']) + '\n')
        open(f'{self.b}/conf/master.cf', 'w').write('rewrite unix - - n - - trivial-rewrite\nproxymap unix - - n - - proxymap\npostlog unix-dgram n - n - 1 postlogd\n')
        subprocess.run(['postfix', '-c', f'{self.b}/conf', 'start'], check=True, stderr=subprocess.DEVNULL)
        for _ in range(300):
            try:
                self.s = socket.socket(socket.AF_UNIX)
                self.s.connect(f'{self.b}/spool/private/rewrite')
                break
            except OSError:
                time.sleep(0.1)
        self.f = self.s.makefile('rb')
        self.reply()

    def reply(self):
        out, field, data = [], b'', b''
        while True:
            c = self.f.read(1)
            if not c:
                raise EOFError
            if c != b'\0':
                field += c
            elif not field and len(out) % 2 == 0:
                return dict(zip(out[0::2], out[1::2])), out
            else:
                out.append(field)
                field = b''

    def ask(self, **a):
        self.s.sendall(frame(**a))
        return self.reply()[1]

    def close(self):
        subprocess.run(['postfix', '-c', f'{self.b}/conf', 'stop'], check=False, stderr=subprocess.DEVNULL)
        shutil.rmtree(self.b)


def text(b):
    return b.decode('utf8', 'backslashreplace')


with open(f'{HERE}/rewrite.txt', 'w') as out:
    for n, lines in enumerate(CONFIGURATIONS):
        server = Server(lines)
        try:
            out.write('configuration\n' + ''.join(f'main.cf: {l}\n' for l in lines))
            few = n > 0
            for a in addresses():
                if few and n != 2 and n != 3 and ('\u00fc' in a or a.startswith((':', '/', '|', '~'))):
                    continue
                if n in (0, 2, 3, 17) and '\n' not in a:
                    for rule in ('local', 'remote'):
                        r = server.ask(request='rewrite', rule=rule, address=a)
                        out.write(f'rewrite\t{rule}\t{a}\t{text(r[3])}\n')
                for sender in SENDERS if n in (8, 9) else SENDERS[1:2]:
                    if n in (8, 9) and not a.startswith('user@'):
                        continue
                    r = server.ask(request='resolve', sender=sender, address=a)
                    out.write('resolve\t' + '\t'.join([sender, a, text(r[3]), text(r[5]), text(r[7]), text(r[9])]) + '\n')
        finally:
            server.close()
