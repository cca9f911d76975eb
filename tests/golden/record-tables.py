#!/usr/bin/python3
"""Records what Debian's postmap, postalias and newaliases do with the commands in tables/*.txt, or compares another build with what is recorded.

Usage: tests/golden/record-tables.py [--with FOLDER] [file...]
  (nothing)      Debian's programs are run and the files written anew
  --with FOLDER  the programs in FOLDER are run and differences shown; the files stay

A case begins with "## what it shows" and has its own empty folder.  ": command" prepares, "$ command" is recorded: behind it stand its
output ("1> "), its messages ("2> ") and its exit status ("= ").  "$! command" is recorded by hand: there we differ from Debian's 3.7.
"""
import difflib, os, re, shutil, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
MAIN = '''compatibility_level = 3.6
queue_directory = {d}/spool
data_directory = {d}/data
maillog_file =
myhostname = mx.example.com
alias_maps = hash:{d}/work/aliases
alias_database = hash:{d}/work/aliases
'''


def shown(data, folder):
    text = data.decode('utf-8', 'backslashreplace').replace(folder, 'DIR')
    text = re.sub(r'(usage: \S+|postmap|postalias|newaliases|sendmail)\[\d+\]', r'\1', text)
    return ''.join(c if c in '\n\t' or c >= ' ' and c != '\x7f' else f'\\x{ord(c):02x}' for c in text)


def lines_of(mark, data, folder):
    text = shown(data, folder)
    if not text:
        return []
    result = [f'{mark}> {line}' for line in text.split('\n')]
    if text.endswith('\n'):
        result.pop()
    else:
        result.append(f'{mark}> \\no newline')
    return result


class Bench:
    def __init__(self, programs):
        self.d = tempfile.mkdtemp(prefix='record-tables-', dir='/tmp')
        os.chmod(self.d, 0o755)
        self.work = f'{self.d}/work'
        for name in ('conf', 'spool', 'data'):
            os.mkdir(f'{self.d}/{name}')
        open(f'{self.d}/conf/main.cf', 'w').write(MAIN.format(d=self.d))
        open(f'{self.d}/conf/master.cf', 'w').close()
        path = os.environ['PATH']
        self.env = {'PATH': f'{programs}:{path}' if programs else f'/usr/sbin:/usr/bin:{path}', 'MAIL_CONFIG': f'{self.d}/conf', 'LC_ALL': 'C', 'TZ': 'UTC'}
        self.fresh()

    def fresh(self):
        shutil.rmtree(self.work, ignore_errors=True)
        os.mkdir(self.work)

    def run(self, command):
        return subprocess.run(['sh', '-c', command], cwd=self.work, env=self.env, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)

    def record(self, command):
        done = self.run(command)
        return lines_of('1', done.stdout, self.d) + lines_of('2', done.stderr, self.d) + [f'= {done.returncode}']

    def close(self):
        shutil.rmtree(self.d, ignore_errors=True)


def play(path, bench, comparing):
    lines = open(path, encoding='utf-8').read().split('\n')
    out, wrong, at, title = [], 0, 0, ''
    while at < len(lines):
        line = lines[at]
        at += 1
        out.append(line)
        if line.startswith('## '):
            title = line[3:]
            bench.fresh()
        elif line.startswith(': '):
            done = bench.run(line[2:])
            if done.returncode != 0:
                sys.exit(f'{path}: {line}: {done.stderr.decode()}')
        elif line.startswith('$'):
            old = []
            while at < len(lines) and re.match(r'1> |2> |= ', lines[at]):
                old.append(lines[at])
                at += 1
            byhand = line.startswith('$!')
            new = bench.record(line.split(' ', 1)[1]) if comparing or not byhand else old
            if comparing and new != old:
                wrong += 1
                print(f'{os.path.basename(path)}: {title}\n  {line}')
                print('\n'.join('  ' + l for l in difflib.unified_diff(old, new, n=0, lineterm='') if l[:2] not in ('--', '++', '@@')))
            out += new
    if not comparing:
        open(path, 'w', encoding='utf-8').write('\n'.join(out))
    return wrong


def main():
    args = sys.argv[1:]
    programs = None
    if args[:1] == ['--with']:
        programs, args = os.path.abspath(args[1]), args[2:]
    files = args or sorted(f'{HERE}/tables/{f}' for f in os.listdir(f'{HERE}/tables') if f.endswith('.txt'))
    bench = Bench(programs)
    try:
        wrong = sum(play(f, bench, programs is not None) for f in files)
    finally:
        bench.close()
    if programs:
        print(f'{wrong} differences')
    sys.exit(1 if wrong else 0)


main()
