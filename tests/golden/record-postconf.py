#!/usr/bin/python3
"""Records what Debian's postconf(1) does with odd main.cf and master.cf files: writes postconf.json. With postfix installed.

Each case is main.cf, master.cf and the arguments; recorded are output, messages, exit status and what became of the files.
The directory is written as @D@. With an argument (a command that begins ours) it compares instead of recording.
"""
import concurrent.futures, itertools, json, os, re, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
BASE = 'compatibility_level = 3.6\nmyhostname = h.example\n'
MASTER = '''# head
smtp inet n - n - - smtpd
slow unix - - n - - smtp
   -o smtp_bind_address=$b -o { x = y  z }
# mid
pip unix - n n - - pipe
   flags=R user=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx argv={ foo bar } ${recipient}
'''
SUBMISSION = '''smtp      inet  n       -       y       -       -       smtpd
#submission inet n       -       y       -       -       smtpd
submission inet n       -       y       -       -       smtpd
  -o syslog_name=postfix/submission
  -o smtpd_tls_security_level=encrypt
# inner comment
  -o smtpd_client_restrictions=$mua_client_restrictions
  -o {smtpd_relay_restrictions = permit_sasl_authenticated, reject}
pickup    unix  n       -       y       60?     1       pickup

cleanup   unix  n       -       y       -       0       cleanup
127.0.0.1:10025 inet n - n - 10 smtpd -v
  -o content_filter= -n foo
maildrop  unix  -       n       n       -       -       pipe
  flags=DRXhu user=vmail argv=/usr/bin/maildrop -d ${recipient}
postlog   unix-dgram n  -       n       -       1       postlogd
'''
CASES = []
# -PP is new. Some are laid out anew by Postfix although nothing changes in (some of) the services.
LEFT_OUT = [['-PP'], ['-Fe', '*/*/chroot=n'], ['-Fe', 'smtp/inet/chroot=y'], ['-PX', 'submission/inet/nosuch'], ['-PX', '*/*/syslog_name'], ['-Fe', 'smtp/inet/chroot='], ['-PP', 'submission/inet/relayhost'], ['-Me', 'a/unix=a unix - - - - - cmd { a b } {c} "d e"'],
    ['-Fe', '*/inet/chroot=n'], ['-Pe', 'submission/inet/syslog_name=postfix/submission']]


def case(*args, main=BASE, master='', files=None):
    if ('-e' in args or any('=' in a for a in args)) and main and not main.endswith('\n') or any(a[:2] in ('-M', '-F', '-P') for a in args) and master and not master.endswith('\n'):
        return
    CASES.append({'main': main, 'master': master, 'args': list(args), 'files': files or {}})


def expansions():
    """Values of relocated_maps, expanded with -x and shown raw."""
    values = ['$a', '${a}', '$(a)', '${ a }', '$(a', '${a', '$', '$$', '$$a', '${}', '$()', 'x$', 'x$-', '${a?yes}', '${a:no}', '${e?yes}', '${e:no}', '${a?{yes}:{no}}',
        '${e?{yes}:{no}}', '${a ? {yes} : {no}}', '${a? {yes} }', '${a?{yes}junk}', '${a?{yes}:junk}', '${a?{yes}:{no}junk}', '${a?{yes} : {no} junk}', '${a:{no}junk}', '${e:{no}junk}',
        '${e:{no}}', '${e: {no} }', '${e: no }', '${a? yes }', '${a!b}', '${a b}', '${a-b}', '$a-b', '$a.b', '${a.b}', '$a$b', '$ab', '${nosuch}', '${nosuch?x}', '${nosuch:x}', '$nosuch',
        '${{a} == {a} ? {yes} : {no}}', '${{a} == {b} ? {yes} : {no}}', '${{a}=={b}?{yes}:{no}}', '${{a} != {b} ? yes}', '${{a} != {b}: no}', '${{a} == {b}: no}', '${{a} == {b}}', '${{a} == {a}}',
        '${{1} < {2} ? {yes} : {no}}', '${{10} < {9} ? {yes} : {no}}', '${{10} > {9} ? {yes} : {no}}', '${{a10} < {a9} ? {yes} : {no}}', '${{10} < {9a} ? {yes} : {no}}', '${{} < {1} ? {yes} : {no}}',
        '${{-1} < {1} ? {yes} : {no}}', '${{ 1} == {1} ? {yes} : {no}}', '${{01} == {1} ? {yes} : {no}}', '${{1} <= {1} ? {yes} : {no}}', '${{1} >= {2} ? {yes} : {no}}', '${{1} = {1} ? {yes} : {no}}',
        '${{1} ! {1} ? {yes} : {no}}', '${{1} {1} ? {yes} : {no}}', '${{1} == 1 ? {yes} : {no}}', '${{1} == {1 ? {yes} : {no}}', '${{1} == {1} {yes} : {no}}', '${{1} == {1} ? {yes} {no}}',
        '${{1} == {1} ? {yes} : {no} x}', '${1 == {1} ? {yes} : {no}}', '${{$a} == {av} ? {yes} : {no}}', '${{$a} == {$e} ? {$a} : {e is $e}}', '${{99999999999999999999} < {1} ? {yes} : {no}}',
        '${{3.6} <level {3.10} ? {yes} : {no}}', '${{3.6} < {3.10} ? {yes} : {no}}', '${{3} <=level {3.0.0} ? {yes} : {no}}', '${{3} ==level {3.0} ? {yes} : {no}}', '${{3} !=level {3.0} ? {yes} : {no}}',
        '${{3.6} >=level {3.10} ? {yes} : {no}}', '${{3.6} >level {3} ? {yes} : {no}}', '${{3.6.1.1} <level {3.10} ? {yes} : {no}}', '${{x} <level {3.10} ? {yes} : {no}}', '${{} <level {3.10} ? {yes} : {no}}',
        '${{3.6} <foo {3.10} ? {yes} : {no}}', '${{3.6} <level3 {3.10} ? {yes} : {no}}', '${{3.6} <  level {3.10} ? {yes} : {no}}', '${{$compatibility_level} <level {3.6} ? {yes} : {no}}', '${{3.6 } <level { 3.6} ? {yes}:{no}}',
        '${{3.} <level {3.10} ? {yes} : {no}}', '${{3.-1} <level {3.10} ? {yes} : {no}}', '${{3..1} <level {3.10} ? {yes} : {no}}', '${{9999999999} >level {3.10} ? {yes} : {no}}',
        '$loop', '${loop?x}', '$loop1', '$deep', '${a?{${b?{$c}}}}', '${a?{x{y}z}}', '${a?{x}y}z}', '{$a}', '{a', 'a}', '${{{a}} == {{a}} ? {yes} : {no}}', '${a?$b}', '${e:$b}', '${e:${e:${e:deep}}}',
        '${a?}', '${a:}', '${e?}', '${e:}', '${a?{}}', '${a?{}:{}}', '${?x}', '${:x}', '${ ?x}', '$a ${b}  $c', '$myhostname', '${myhostname}x', '$mydomain', '$process_name', '$service_name', '${relocated_maps}',
        '$relocated_maps', '$config_directory', '$mail_name', '${a?{yes}:{no}', '${a_b}', '$a_b', '$1', '${1}', '${1?x:y}', '$a[0]', '$a{b}', '${a}{b}', '$a\\b', "'$a'", '"$a"', '$$$a', '$${a}', '${$a}', '${a$}', '%a', '${{$nosuch} == {} ? {yes} : {no}}']
    users = 'a = av\nb = bv\nc = $a$b\ne =\nloop = x $loop1\nloop1 = $loop\ndeep = ${{$c} == {avbv} ? {$deep2} : {no}}\ndeep2 = ${a?{$b}:{$c}}\na_b = under\n1 = one\n'
    for v in values:
        case('-x', 'relocated_maps', main=BASE + users + f'relocated_maps = {v}\n')
    for v in values[::3]:
        case('relocated_maps', main=BASE + users + f'relocated_maps = {v}\n')
        case('-n', main=BASE + f'relocated_maps = {v}\n')
    for v in values[::5]:
        case('-P', '-x', main=BASE + users, master=f'slow unix - - n - - smtp -o {{ relocated_maps = {v} }}\n')


def syntax():
    """Files as text editors leave them."""
    texts = ['', '\n', '#\n', '  # c\n', 'a', 'a=b', 'a =b', 'a= b', ' a = b\n', '\ta = b\nrelayhost = c\n', 'relayhost = a\n\n b\n', 'relayhost = a\n# c\n b\n', 'relayhost = a\n  # c\n b\n', 'relayhost = a\n#c',
        'relayhost = a\n \n b\n', 'relayhost = a\r\n b\r\n', 'relayhost = a\\\n b\n', 'relayhost = a\n\tb\n', 'relayhost\n', 'relayhost a\n', 'relayhost a = b\n', '= a\n', ' = a\n', '=\n', 'relayhost =\n', 'relayhost =', 'relayhost=',
        'relayhost = a = b\n', 'relayhost == b\n', 'relayhost = a\nrelayhost = b\n', 'relayhost = a\nrelayhost = a\n', 'relayhost = a\nrelayhost=\nrelayhost = c\n', 'relayhost = a\n\nmydomain = \n\n c # x\n',
        'relayhost = a  \t b   c   \n', 'relay-host = x\n', 'relay.host = x\n', 'Relayhost = x\n', 'RELAYHOST = x\n', '"relayhost" = x\n', 'relayhost = \xe4\xf6\n', 'relayhost = a\fb\vc\n', 'relayhost\f=\vx\n',
        'relayhost = # no\n', 'relayhost = a #b\n', 'relayhost = a#b\n', 'relayhost = a # longer than twenty characters\n', 'a b = c\n', '{ relayhost = x }\n', 'relayhost = { a }\n', '$relayhost = x\n', 'include = x\n',
        'relayhost = ' + 'x' * 3000 + '\n', 'relayhost = ' + 'word ' * 60 + '\n', '    a long first line that is longer than thirty characters\nrelayhost = b\n', 'relayhost = a\n b\n c\n', 'relayhost = a\n#\n\n#\n b\n',
        'relayhost = a\n b=c\n', '!relayhost = a\n', '-relayhost = a\n', 'relayhost+=b\n', 'relayhost = a;mydomain = b\n']
    for t in texts:
        case('-n', main=t)
        case('relayhost', 'myhostname', main=t)
        case('-e', 'relayhost = new', main=t)
        case('-#', 'relayhost', main=t)
        case('-X', 'relayhost', main=t)
    for t in texts[::4]:
        case('-e', 'zzz = new', 'aaa=1', 'relayhost=x  y', main=t)
        case('-nf', main=t)
        case('-nh', main=t)
        case('-nH', main=t)
    names = ['config_directory', 'process_name', 'process_id', 'service_name', 'mail_version', 'compatibility_level', 'myhostname', 'mydomain', 'myorigin', 'mynetworks_style', 'relay_domains', 'queue_directory']
    for n in names:
        case('-n', main=BASE + f'{n} = 3.2\n')
        if n != 'process_id':
            case('-hx', n, main=BASE + f'{n} = 3.2\n')
        if n not in ('config_directory', 'queue_directory', 'mail_version', 'process_id'):
            case('-d', n)
            case('-dh', n, main='')
    for level in ['0', '1', '2', '3', '3.5', '3.6', '3.6.0', '', 'x', '1.x', '-1', '3.6 ', '$x', '1.2.3.4', '99', '01', '1.', '.1', '${{1} == {1} ? {2} : {0}}']:
        case('-x', 'relay_domains', 'append_dot_mydomain', 'mynetworks_style', 'smtputf8_enable', 'smtpd_relay_restrictions', 'smtpd_relay_before_recipient_restrictions', main=f'myhostname = h.example\ncompatibility_level = {level}\n')
        case('compatibility_level', 'relay_domains', main=f'myhostname = h.example\ncompatibility_level = {level}\n')
    for main in ['mydomain = d.example\n', 'myhostname = plain\n', 'myhostname = x.$mydomain\n', 'myhostname = x.$mydomain\nmydomain = d.example\n', 'mydomain = $myhostname\n',
            'myhostname =\n', 'myhostname = .\n', 'myhostname = a.b.c\n', 'myhostname = a.b.c\nmydomain =\n', 'myhostname = x\nmydomain = y\n', 'myorigin = /etc/hostname\n', 'mydestination = $myhostname, localhost.$mydomain\n', 'myhostname = a_b.example\n', 'myhostname = 1.2.3.4\n']:
        for args in [['-x', 'myhostname', 'mydomain', 'myorigin', 'mydestination'], ['-h', 'myhostname', 'mydomain'], ['-nx']]:
            if 'myhostname' in main or '-n' in args[0]:
                case(*args, main=main)


def users():
    """User-defined names, restriction classes, tables' own settings, and what is unused."""
    mains = ['relocated_maps = $u1 $undef\nu1 = $u2\nu2 = x\nu3 = $u2\n', 'smtpd_restriction_classes = rc1, rc2\nrc1 = permit\nrc3 = reject\n', 'smtpd_restriction_classes = $classes\nclasses = rc1 rc2\nrc1 = $x\nrc2 = ${y}\n',
        'alias_maps = ldap:ld\nld_domain = a\nld_bar = b\nld_server_host = c\n', 'alias_maps = proxy:ldap:ld\nld_bind = a\nld_query = b\n', 'alias_maps = mysql:my\nmy_hosts = a\nmy_table = x\nmy_dbpath = y\n', 'virtual_alias_maps = pgsql:pg\npg_hosts = $a\npg_select_function = $b\n',
        'alias_maps = sqlite:sq\nsq_dbpath = a\nsq_query = b\nsq_hosts = x\n', 'alias_maps = memcache:mc\nmc_memcache = inet:x\nmc_backup = ldap:ld\nld_bind = x\nmc_foo = y\n', 'alias_maps = ldap:$pre\npre = ld\nld_bind = a\n', 'alias_maps = hash:ld\nld_bind = a\n', 'foo = ldap:ld\nld_bind = a\n',
        'alias_maps = ldap:@D@/ldap.cf\n', 'alias_maps = ldap:@D@/none.cf\n', 'alias_maps = mysql:@D@/bad.cf\n', 'alias_maps = regexp:@D@/ldap.cf ldap:@D@/ldap.cf proxy:ldap:@D@/ldap.cf\n', 'alias_maps = ldap:@D@/../\n',
        'a = $a\n', 'a = $relayhost\n', 'relayhost = $a\n', 'relayhost = ${a?x}\n', 'relayhost = ${a:x}\n', 'relayhost = ${a?{$b}:{$c}}\nb = x\n', 'relayhost = ${{$a} == {$b} ? {$c} : {$d}}\na = 1\nd = 1\n', 'mailbox_command = $a\na = b\n', 'forward_path = $home/$x\nx = y\n',
        'virtual_maps = hash:/x\n', 'fallback_relay = x\n', 'slow_destination_concurrency_limit = 2\n', 'nosuch_destination_concurrency_limit = 2\n', 'smtp_destination_concurrency_limit = 3\npip_time_limit = 5\nslow_time_limit = 6\n', 'pip_destination_recipient_limit = 1\npip_delivery_slot_cost = $foo\n', 'local_destination_concurrency_limit = 3\n',
        'check_policy = x\nsmtpd_client_restrictions = check_policy\n', 'default_process_limit = 200 # raised for the campaign\n', 'relayhost = a\n  # b\n  c #d\n', 'import_environment = a=$b\n', 'export_environment = $c d\n', 'mail_version = 9\n', 'process_name = x\nprocess_id = 9\nservice_name = y\n',
        'multi_instance_name = postfix-x\nmulti_instance_enable = yes\n', 'alias_maps = ldap:{ld}\n', 'alias_maps = pipemap:{ldap:ld, inline:{a=b}}\nld_bind = x\n', 'alias_maps = unionmap:{ldap:ld,ldap:l2}\nld_bind = x\nl2_bind = y\n', 'smtpd_client_restrictions = check_client_access ldap:ld, permit\nld_bind = 1\n', 'smtpd_sender_restrictions = check_sender_access { ldap:ld, search_order = x }\nld_bind = 1\n', 'relayhost = $smtpd_timeout $nosuch_limit\n', 'x_y = 1\nrelayhost = ${x_y}\n']
    files = {'ldap.cf': 'server_host = x\nbind = no\nfoo = bar\n# c\nquery_filter = a\n  b\n', 'bad.cf': 'hosts = x\nnoequals\nfoo = bar\n = x\n'}
    for m in mains:
        for args in [['-n'], ['-C', 'user'], ['-nx']]:
            case(*args, main=BASE + m, master=MASTER, files=files)
    for m in mains[::4]:
        case('-M', main=BASE + m, master=MASTER, files=files)
        case('-P', main=BASE + m, master=MASTER, files=files)
    for o in ['relayhost=$foo', 'foo = bar', 'relayhost=', 'x', '', '=', 'a b=c', 'myhostname=o.example', 'relayhost = a # b', 'smtpd_restriction_classes=c1', ' relayhost = x ']:
        case('-o', o, 'relayhost', 'myhostname')
        case('-n', '-o', o)
        case('-nx', '-o', o)
        case('-M', '-o', o, master=MASTER)
    for master in ['smtp inet n - n - - smtpd -o a=$b -o c=$a\n', 'smtp inet n - n - - smtpd -o relayhost=$b -o b=c\n', 'smtp inet n - n - - smtpd -o relayhost=$u\n', 'smtp inet n - n - - smtpd -o smtpd_restriction_classes=rc1,rc2 -o rc1=permit -o rc3=x\n',
            'smtp inet n - n - - smtpd -o alias_maps=ldap:ld -o ld_bind=x -o ld_foo=y\n', 'smtp inet n - n - - smtpd -o user=x\n', 'smtp inet n - n - - smtpd -o mua_client_restrictions= -o smtpd_client_restrictions=$mua_client_restrictions\n', 'smtp inet n - n - - smtpd -o process_name=x -o service_name=y\n', 'a unix - - n - - smtp -o a_destination_rate_delay=1 -o b_destination_rate_delay=2\n']:
        for args in [['-n'], ['-M'], ['-P'], ['-Px'], ['-Mx'], ['-C', 'user']]:
            case(*args, main=BASE + 'u = v\nrc2 = reject\nb = main\n', master=master)
    for cls in ['builtin', 'user', 'service', 'all', 'USER', 'user,service', 'user service', 'user, foo', 'foo', '', ',', 'builtin,user']:
        case('-n', '-C', cls, main=BASE + 'relayhost = $u\nu = 1\nslow_destination_rate_delay = 1\nmydestination = x\n', master=MASTER)
        case('-C', cls, 'relayhost', 'u', 'slow_destination_rate_delay', main=BASE + 'relayhost = $u\nu = 1\nslow_destination_rate_delay = 1\n', master=MASTER)
    case('-C', 'service', master=MASTER)
    case('-dC', 'service', master=MASTER)
    case('-C', 'service', master=SUBMISSION)
    case('-C', 'service', master='a unix - - n - - local\nb unix - - n - - virtual\nc unix - - n - - error\nd unix - - n - - lmtp\ne unix - - n - - discard\nf unix - - n - - spawn\ng inet n - n - - smtp\nh unix - - n - - /x/smtp\n')


def options():
    """Which options go together."""
    letters = 'aAbdeEfFhHlmMnpPtxX#'
    for a, b in itertools.combinations(letters, 2):
        if {a, b} & set('bt') and not {a, b} & set('aAlmMFPpfhHxX#den'):
            continue
        if a in 'bt' and b in 'dv' or (a in 'bt' and b == 'n'):
            pass
        if set(a + b) <= set('bt') or not (set(a + b) & set('bt') and set(a + b) & set('')):
            case(f'-{a}{b}', master=MASTER)
    for a in letters:
        if a not in 'bt':
            case(f'-{a}', 'a=b', master=MASTER) if a not in 'd' else None
            case(f'-{a}', 'smtp/inet', master=MASTER)
            case(f'-{a}', 'myhostname', master=MASTER)
    for combo in ['dne', 'MFP', 'MeX', 'Mxf', 'Pxf', 'Fxf', 'Fxh', 'PxH', 'PXe', 'MX#', 'dfh', 'nfh', 'nxf', 'nxH', 'nxh', 'pn', 'pnx', 'pd', 'peX', 'fhH', 'aAl', 'dx', 'dxh', 'Mo', 'MM', 'PP', 'FF', 'nn', 'xx']:
        args = ['-' + combo] + (['x=y'] if combo == 'Mo' else ['myhostname'] if 'd' in combo else [])
        case(*args, master=MASTER)
    case('-z')
    case('-n', '-z')
    case('-o')
    case('-C')
    case('-T')
    case('-T', 'foo')
    case('-T', 'public-key-algorithms', '-n')
    case('-T', 'foo', '-T', 'bar')
    case('-l', 'x')
    case('-l')
    case('--', 'myhostname')
    case('myhostname', '-n')
    case('myhostname', '-h')
    case('nosuch', 'myhostname', 'nosuch2')
    case('-h', 'nosuch', 'myhostname')
    case('-x', 'nosuch')
    case('-n', 'relayhost')
    case('-n', 'relayhost', 'myhostname')
    case('-n', 'nosuch')
    case('')
    case(' myhostname ')
    case('relayhost', 'relayhost')
    case('-c', '@D@/nosuch', 'myhostname')
    case('-d', '-c', '@D@/nosuch', 'relayhost')
    case('-n', master='bad\n')
    case('relayhost', master='bad\n')
    case('-d', 'relayhost', master='bad\n')
    case('-H', 'relayhost', 'nosuch')
    case('-hf', 'mydestination', main=BASE + 'mydestination = ' + ', '.join(f'host{i}.example.com' for i in range(12)) + '\n')
    case('-f', 'mydestination', main=BASE + 'mydestination = ' + ', '.join(f'host{i}.example.com' for i in range(12)) + '\n')
    for n in range(74, 84):
        case('-f', 'relayhost', main=BASE + 'relayhost = a ' + 'b' * (n - 14) + ' c\n')
        case('-f', 'relayhost', main=BASE + 'relayhost = ' + 'b' * n + ' ' + 'c' * n + ' d\n')
        case('-Mf', master='s unix - - n - - smtp ' + 'a' * (n - 62) + ' b c\n')
        case('-Pf', master='s unix - - n - - smtp -o { relayhost = ' + 'a' * (n - 20) + ' b c }\n')
        case('-Ff', master='s unix - - n - - smtp ' + 'a' * (n - 20) + ' b c\n')


def edits():
    """Changes of main.cf. (A new setting behind a last line without its end becomes part of that line: not a thing to copy.)"""
    texts = [BASE, '# c\nmyhostname = h.example\n   b\n\n# x\nrelayhost =\n# tail\n', 'relayhost = a', 'relayhost = a\n\n\n', 'relayhost = a\nrelayhost = b\nmydomain=x\nrelayhost = c\n', '#relayhost = old\nrelayhost=x\n  #c\n y\n\n# d\n z\nmydomain=q\n', 'relayhost = a\n#\n#\n   \nmydomain = c\n', '  lead\nrelayhost = a\n', 'relayhost\n x\nmydomain = y\n']
    requests = [['relayhost=b'], ['relayhost = b', 'mydomain = c'], ['relayhost='], ['relayhost=', 'relayhost=x'], ['relayhost = a'], ['new = 1'], ['z=1', 'a=2', 'm = 3'], ['relayhost=a  b\tc'], ['relayhost = $x'], ['relayhost=a#b'], ['new=\xe4'], ['relayhost = x=y'], [' relayhost = lead'], ['relayhost =  trail  ']]
    bad = [[], ['foo'], ['=x'], [' = x'], ['a b=c'], ['a=b\nc'], ['#a=b'], [' #a=b'], [''], [' '], ['a=b', 'foo'], ['a=b\n'], ['relayhost=x\r'], ['process_name=x'], ['a=\\'], ['{a = b}'], ['a==b'], ['-x=y'], ['a.b=c'], ['A=1', 'a=2']]
    for t in texts:
        for r in requests:
            case('-e', *r, main=t)
        case(*requests[1], main=t)
        for r in [['relayhost'], ['relayhost', 'mydomain'], ['nosuch'], ['relayhost', 'relayhost'], [' relayhost ']]:
            case('-X', *r, main=t)
            case('-#', *r, main=t)
    for r in bad:
        case('-e', *r)
        case('-X', *r)
        case('-#', *r)
        case(*r) if r and '=' in r[0] else None
    case('-e', 'relayhost=x', main='foo bar = baz\nrelayhost = y\n')
    case('-e', 'relayhost=x', main='nothing\nrelayhost = y\n')


def masters():
    """master.cf: listing and editing."""
    bad = ['a\n', 'a unix\n', 'a unix - - - - -\n', 'a foo - - n - - smtp\n', 'a inet x - n - - smtp\n', 'a inet - - n - - smtp\n', 'a inet n x n - - smtp\n', 'a inet n - x - - smtp\n', 'a inet n - n x - smtp\n', 'a inet n - n 1x - smtp\n', 'a inet n - n 1? - smtp\n', 'a inet n - n ? - smtp\n', 'a inet n - n - x smtp\n', 'a inet n - n - -1 smtp\n', 'a inet n - n -1 1 smtp\n', '- unix - - n - - smtp\n', 'a - - - n - - smtp\n', 'a unix - - n - - -\n', 'a unix - - n - - smtp -o\n', 'a unix - - n - - smtp -o x\n', 'a unix - - n - - smtp -o =y\n', 'a unix - - n - - smtp -o { x = y\n', 'a unix - - n - - smtp -o { x }\n',
        'a unix - - n - - smtp -o {x=y}z\n', 'a unix - - n - - smtp -o { x = { y } }\n', 'a unix - - n - - smtp -o x = y\n', 'a unix - - n - - smtp -ox=y\n', 'a unix - - n - - smtp -v -o x=y -- -o z=w\n', 'a unix - - n - - smtp x -o y=z\n', 'a unix - - n - - smtp -o x=1 -o x=2\n', ' a unix - - n - - smtp\n', 'a unix - - n - - { smtp }\n', '{ a b } unix - - n - - smtp\n', 'a unix - - n - - smtp {x y} { z } {} { }\n', 'a unix - - n - - smtp -n x -i y -m z -r q -s w -t e -o a=b\n', 'a pass - - n - - smtp\nb fifo n - n - - x\nc unix-dgram n - n - 1 d\n', 'a unix - - n - - smtp\na unix - - n - - smtp -o x=y\n', 'a:b:c inet n - n - - smtpd\n', '[::1]:25 inet n - n - - smtpd\n', '/x/y unix - - n - - smtp\n', 'a/b unix n - n - - smtp\n', 'a unix - - n - - smtp -o "x=y z"\n', 'a unix - - n - - smtp -o x=\n', 'a unix - - n - - smtp -o x=$a -o { y = $x , z }\n', 'a unix - - n - - smtp # comment\n', 'a unix - - n - - smtp\n -o x=y # c\n',
        'A UNIX - - n - - smtp\n', 'a  unix\t-\t-\tn\t-\t-\tsmtp\n', 'averyveryverylongservicename unix - - n 1000000000 100000000 smtp\n', 'a unix - - n - - smtp\r\n', 'a unix - - n 99999999999 1 smtp\n', 'a unix y n y 0 0 smtp\n', 'a unix Y n y 0 0 smtp\n']
    for m in bad:
        for args in [['-M'], ['-Mf'], ['-F'], ['-P'], ['-n']]:
            case(*args, master=m)
        case('-Me', 'b/unix=b unix - - n - - smtp -o r=s', master=m)
        case('-Fe', 'a/unix/chroot=y', master=m)
        case('-Pe', 'a/unix/x=new', master=m)
        case('-PX', 'a/unix/x', master=m)
        case('-MX', 'a/unix', master=m)
        case('-M#', 'a/unix', master=m)
    for args in [['-M', 'smtp'], ['-M', 'smtp/inet'], ['-M', '*'], ['-M', '*/inet'], ['-M', '*/*'], ['-M', 'nosuch'], ['-M', 'smtp/unix'], ['-M', 'smtp', 'pickup', 'smtp'], ['-M', 'pickup', 'smtp'], ['-M', 'smtp/inet/x'], ['-M', ''], ['-M', '/'], ['-M', '/inet'], ['-M', 'smtp/'], ['-Mf', '*/inet'], ['-Mx', 'submission'], ['-M', '127.0.0.1:10025/inet'], ['-M', 'smtp.inet'], ['-M', 'postlog'], ['-Mxf', 'submission'],
            ['-F', 'smtp'], ['-F', 'smtp/inet'], ['-F', 'smtp/inet/chroot'], ['-F', '*/*/chroot'], ['-F', '*/inet/*'], ['-F', 'smtp/inet/*'], ['-F', 'smtp/inet/foo'], ['-F', 'smtp/inet/foo/bar'], ['-F', 'nosuch/inet/chroot'], ['-F', '*/*/command'], ['-F', 'submission/inet/command'], ['-Fh', '*/*/command'], ['-FH', 'smtp'], ['-Fx', 'submission/inet/command'], ['-F', '*/unix/wakeup', '*/unix/process_limit'], ['-Fh', 'smtp/inet/type', 'smtp/inet/service'],
            ['-P', 'submission'], ['-P', 'submission/inet'], ['-P', 'submission/inet/syslog_name'], ['-P', '*/inet/syslog_name'], ['-P', '*/*/*'], ['-P', 'smtp'], ['-P', 'smtp/inet/syslog_name'], ['-P', 'submission/inet/nosuch'], ['-P', 'a/b/c/d'], ['-Ph', 'submission'], ['-PH', 'submission'], ['-Px', 'submission'], ['-P', 'nosuch'], ['-P', '127.0.0.1:10025'], ['-Pf', 'submission'], ['-P', 'submission', 'submission/inet/syslog_name'],
            ['-PP', 'submission/inet/relayhost'], ['-PPh', 'submission/inet/syslog_name'], ['-Mn'], ['-Fn'], ['-Pn'], ['-Pnh', 'submission'], ['-Md'], ['-Fd'], ['-Pd']]:
        case(*args, main=BASE + 'mua_client_restrictions = permit\n', master=SUBMISSION)
    for args in [['-M', 'new/unix=new unix - - - - 3 error'], ['-Me', 'new/unix = new unix - - - - 3 error'], ['-Me', 'submission/inet = submission inet n - n - - smtpd'], ['-Me', 'submission/inet=submission inet n - n - - smtpd -o a=b -o {c = d e} -v foo'], ['-Me', 'submission/inet=smtps inet n - n - - smtpd'], ['-Me', 'new/unix=other unix - - - - - error'], ['-Me', 'a/unix=a unix - - - -'], ['-Me', 'a=a unix - - - - - x'], ['-Me', '*/unix=a unix - - - - - x'], ['-Me', 'a/*=a unix - - - - - x'], ['-Me', '*/*=a unix - - - - - x'], ['-Me', 'a/b/c=a unix - - - - - x'], ['-Me', 'a/unix=a foo - - - - - x'], ['-Me', 'a/unix=a unix x - - - - x'], ['-Me', 'a/unix='], ['-Me', 'a/unix'], ['-Me', '=x'], ['-Me', 'a/unix=a unix - - - - - x\n y'], ['-Me'], ['-Me', '#a/unix=x'], ['-Me', 'smtp/inet=smtp inet n - y - - smtpd'],
            ['-Me', 'smtp/inet=smtp inet n - y - - postscreen', 'smtpd/pass=smtpd pass - - y - - smtpd', 'dnsblog/unix=dnsblog unix - - y - 0 dnsblog'], ['-Me', 'x/unix=x unix - - - - - y', 'x/unix=x unix - - - - - z'], ['-Me', 'a/unix=a unix - - - - - cmd { a b } {c} "d e"'],
            ['-MX', 'submission/inet'], ['-MX', 'submission'], ['-MX', '*/inet'], ['-MX', '*/*'], ['-MX', 'nosuch/inet'], ['-MX', 'submission/inet=x'], ['-MX'], ['-M#', 'submission/inet'], ['-M#', '*/unix'], ['-M#', 'nosuch/unix'], ['-M#', 'submission'], ['-M#', 'smtp/inet', 'pickup/unix'], ['-M#', 'smtp/inet/x'], ['-MX', '#x'], ['-MX', 'a\nb'],
            ['-F', 'smtp/inet/chroot=n'], ['-Fe', 'smtp/inet/chroot=n'], ['-Fe', 'smtp/inet/chroot = n', 'submission/inet/process_limit=5'], ['-Fe', '*/inet/chroot=n'], ['-Fe', '*/*/chroot=n'], ['-Fe', 'smtp/inet/chroot=x'], ['-Fe', 'smtp/inet/foo=x'], ['-Fe', 'smtp/inet/*=x'], ['-Fe', 'smtp/inet=x'], ['-Fe', 'smtp/inet/command=smtpd -v'], ['-Fe', 'smtp/inet/command=smtpd -v -o a=b -o { c = d e }'], ['-Fe', 'submission/inet/command=postscreen'], ['-Fe', 'submission/inet/command='], ['-Fe', 'smtp/inet/service=2525'], ['-Fe', 'smtp/inet/type=unix'], ['-Fe', 'smtp/inet/private=q'], ['-Fe', 'pickup/unix/wakeup=30'], ['-Fe', 'pickup/unix/wakeup=x'], ['-Fe', 'nosuch/unix/chroot=n'], ['-Fe', 'smtp/inet/chroot=y'], ['-Fe', 'smtp/inet/chroot='], ['-Fe', 'smtp/inet/chroot=y n'], ['-FX', 'smtp/inet/chroot'], ['-F#', 'smtp/inet/chroot'], ['-Fe', 'smtp/inet/chroot'], ['-Fe'],
            ['-P', 'submission/inet/syslog_name=x'], ['-Pe', 'submission/inet/syslog_name=x'], ['-Pe', 'submission/inet/new=x'], ['-Pe', 'submission/inet/new='], ['-Pe', 'submission/inet/new=a b'], ['-Pe', 'submission/inet/new=a,b', 'submission/inet/other=c', 'smtp/inet/x=y'], ['-Pe', '*/inet/x=y'], ['-Pe', '*/*/x=y'], ['-Pe', 'submission/inet/*=y'], ['-Pe', 'submission/inet=y'], ['-Pe', 'nosuch/inet/x=y'], ['-Pe', 'submission/inet/syslog_name=postfix/submission'], ['-Pe', '127.0.0.1:10025/inet/new=x'], ['-Pe', '127.0.0.1:10025/inet/content_filter=x'], ['-Pe', 'maildrop/unix/x=y'], ['-Pe', 'submission/inet/x = y'], ['-Pe', 'submission/inet/x={a b}'],
            ['-PX', 'submission/inet/syslog_name'], ['-PX', 'submission/inet/nosuch'], ['-PX', '*/*/syslog_name'], ['-PX', 'submission/inet/*'], ['-PX', '*/*/*'], ['-PX', 'submission/inet/syslog_name', 'submission/inet/smtpd_tls_security_level'], ['-PX', 'submission/inet'], ['-PX', 'submission'], ['-P#', 'submission/inet/syslog_name'], ['-PX', 'submission/inet/syslog_name=x'], ['-PX', '127.0.0.1:10025/inet/content_filter'], ['-PX'], ['-Pe'], ['-PX', 'nosuch/unix/x']]:
        case(*args, master=SUBMISSION)
    case('-Me', 'a/unix=a unix - - - - - x', master='')
    case('-Me', 'a/unix=a unix - - - - - x', master='# only\n')
    case('-Me', 'a/unix=a unix - - - - - x', master='b unix - - n - - smtp')
    case('-Me', 'a/unix=a unix - - - - - x', master='b unix - - n - - smtp\n# c\n   \n')
    case('-Me', 'b/unix=b unix - - - - - x', master='b unix - - n - - smtp\n  -o a=b\n# c\n  -o c=d\n\n#e\nc unix - - n - - smtp\n')
    case('-MX', 'b/unix', master='#a\nb unix - - n - - smtp\n  -o a=b\n# c\n  -o c=d\n\n#e\nc unix - - n - - smtp\n')
    case('-M#', 'b/unix', master='#a\nb unix - - n - - smtp\n  -o a=b\n# c\n  -o c=d\n\n#e\nc unix - - n - - smtp\n')


def decode(b):
    return b.decode('utf-8', 'surrogateescape')


def sort_new(text, c):
    """New settings stand at the end in the order of a hash table; since 3.9 they are sorted."""
    lines = text.splitlines(True)
    at = len(lines)
    while at > 0 and lines[at - 1] not in c['main'].splitlines(True) and any(a.replace(' ', '') == lines[at - 1].strip().replace(' ', '') for a in c['args']):
        at -= 1
    names = {l.split('=')[0].split()[0] for l in c['main'].splitlines() if l.split('=')[0].split()}
    while at < len(lines) and lines[at].split()[0] in names:
        at += 1
    return ''.join(lines[:at] + sorted(lines[at:]))


def run(c, command, program):
    with tempfile.TemporaryDirectory(prefix='rec-', dir='/tmp/conf' if os.path.isdir('/tmp/conf') else None) as d:
        def put(name, text):
            with open(os.path.join(d, name), 'wb') as f:
                f.write(text.replace('@D@', d).encode('utf-8', 'surrogateescape'))
        put('main.cf', c['main'])
        put('master.cf', c['master'])
        for name in ('main.cf', 'master.cf'):
            # A file that was written just now is read over and over until it is a second old.
            os.utime(os.path.join(d, name), (10 ** 9, 10 ** 9))
        for name, text in c['files'].items():
            put(name, text)
        args = [a.replace('@D@', d) for a in c['args']]
        env = {k: v for k, v in os.environ.items() if not k.startswith('MAIL_')} | {'LC_ALL': 'C.UTF-8', 'MAIL_CONFIG': d}
        p = subprocess.run([program, *command[1:], *args], executable=command[0], env=env, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)

        def get(name):
            with open(os.path.join(d, name), 'rb') as f:
                return decode(f.read()).replace(d, '@D@')
        usage = re.compile('usage: .*')
        r = {'out': decode(p.stdout).replace(d, '@D@'), 'err': re.sub("postconf: (invalid|option).*\n", '', usage.sub('usage', decode(p.stderr).replace('y?"', 'y"').replace('smtp "', 'smtp"').replace(d, '@D@'))), 'status': p.returncode}
        for name, key in (('main.cf', 'main'), ('master.cf', 'master')):
            text = get(name)
            if text != c[key]:
                r[key + '_after'] = sort_new(text, c) if key == 'main' else text
        return r


def main():
    expansions(); syntax(); users(); options(); edits(); masters()
    ours = sys.argv[1:]
    path = os.path.join(HERE, 'postconf.json')
    if not ours:
        with concurrent.futures.ThreadPoolExecutor(40) as pool:
            answers = list(pool.map(lambda c: run(c, ['/usr/sbin/postconf'], 'postconf'), CASES))
        # It crashes when told twice to remove a name. Its types of tables and of SASL are not ours, nor the values of 3.7 of all parameters.
        # -Fh loses a blank, -Fe writes an empty field.
        # A comment behind a value is pointed out since 3.8. The first argument of a service loses its braces. An edit that changes
        # nothing leaves a service as it was laid out.
        def laid_out(text):
            return re.sub(r'[\s{}]', '', text).replace('"x=y', '"x=y')
        # Deprecated names are told since 3.9.
        good = [(c, a) for c, a in zip(CASES, answers) if not re.search(r'\b(virtual_maps|fallback_relay)\s*=', c['main']) and not re.search(r'^[^#].*[\s,]#', c['main'] + '\n'.join(c['args']), re.M) and 'smtp {x y}' not in c['master']
                and a['out'].count('\n') < 500 and c['args'] not in LEFT_OUT and 'smtp -o x=1 -o x=2' not in c['master'] and not c['master'].startswith('a unix - - n - - smtp\na unix')
                and not (a.get('master_after', c['master']) != c['master'] and laid_out(a['master_after']) == laid_out(c['master'])) and a['status'] >= 0 and not set(''.join(c['args'])) & set('amA') & {x for o in c['args'] if o[:1] == '-' for x in o} and 'pipeflags' not in a['out']]
        CASES[:], answers = zip(*good)
        for c in CASES:
            c['master'] = {MASTER: '@MASTER@', SUBMISSION: '@SUBMISSION@'}.get(c['master'], c['master'])
        lines = [json.dumps({'MASTER': MASTER, 'SUBMISSION': SUBMISSION})] + [json.dumps({**{k: v for k, v in c.items() if v}, **{k: v for k, v in a.items() if v or k.endswith('_after')}}, ensure_ascii=True) for c, a in zip(CASES, answers)]
        with open(path, 'w') as f:
            f.write('[\n' + ',\n'.join(lines) + '\n]\n')
        print(len(lines), 'cases')


if __name__ == '__main__':
    main()
