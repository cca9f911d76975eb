using MailSuite.Auth;
using MailSuite.Auth.Backends;

namespace MailSuite.Tests.Auth;

public class UserDatabaseTests
{
    private static (AccountAnswer, MailboxOwner?) Find(string name, string mainCf = "", string file = "")
    {
        string path = Path.Combine(Path.GetTempPath(), "passwd-file-" + Guid.NewGuid().ToString("N"));
        try
        {
            File.WriteAllText(path, file);
            var answer = new UserDatabase(MailConfig.FromText(mainCf), new PasswdFile(path, mayBeMissing: true)).Find(name, out var owner);
            return (answer, owner);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private const string Virtual = """
        virtual_mailbox_maps = inline:{ { alice@example.com = example.com/alice/ } { bob@example.com = bob } { odd%u@example.com = odd%u/ } }
        virtual_mailbox_base = /srv/mail
        virtual_uid_maps = static:5000
        virtual_gid_maps = static:5001

        """;

    [Theory]
    [InlineData("alice@example.com", "maildir:/srv/mail/example.com/alice/")]
    [InlineData("bob@example.com", "mbox:/srv/mail/bob.folders:INBOX=/srv/mail/bob")]
    [InlineData("odd%u@example.com", "maildir:/srv/mail/odd%%u/")]
    public void Virtual_users_read_where_virtual_delivers(string name, string mail)
    {
        var (answer, owner) = Find(name, Virtual);
        Assert.Equal(AccountAnswer.Found, answer);
        Assert.Equal((5000, 5001, mail), (owner!.Uid, owner.Gid, owner.Mail));
    }

    [Theory]
    [InlineData("nobody-here@example.com")]
    [InlineData("../etc/passwd")]
    [InlineData("")]
    public void Others_are_not_found(string name) => Assert.Equal(AccountAnswer.NotFound, Find(name, Virtual).Item1);

    [Fact]
    public void A_table_that_cannot_be_asked_is_no_answer() =>
        Assert.Equal(AccountAnswer.TryLater, Find("alice@example.com", Virtual + "virtual_mailbox_maps = fail:reason\n").Item1);

    [Theory]
    [InlineData("", "mbox:~/mail:INBOX=/var/mail/nobody")]
    [InlineData("home_mailbox = Maildir/", "maildir:~/Maildir")]
    [InlineData("home_mailbox = Mailbox", "mbox:~/mail:INBOX=~/Mailbox")]
    [InlineData("mail_spool_directory = /srv/spool/", "maildir:/srv/spool/nobody")]
    [InlineData("mail_location = maildir:~/Mail", "maildir:~/Mail")]
    public void System_users_read_where_local_delivers(string mainCf, string mail) => Assert.Equal(mail, Find("nobody", mainCf).Item2?.Mail);

    [Fact]
    public void The_passwd_file_overrides_field_by_field()
    {
        var owner = Find("alice@example.com", Virtual, "alice@example.com:x:7000::::: userdb_mail=maildir:/elsewhere\n").Item2!;
        Assert.Equal((7000, 5001, "maildir:/elsewhere"), (owner.Uid, owner.Gid, owner.Mail));
    }

    [Fact]
    public void Root_has_no_mailbox() => Assert.Equal(AccountAnswer.NotFound, Find("root", "auth_first_valid_uid = 1").Item1);
}

public class ShadowTests
{
    private const string Secret = "$6$pIdPFKJ4lFkC5YHR$Dtz.wk6nlV6t4h9tcMinYzdJTHUbszX5uxUfCwpawLkn1vddaGKXn.7LrrtQH7YcRs841Z3ZKag.Zt4fZPhjK/";

    [Theory]
    [InlineData("alice", "secret", "Right")]
    [InlineData("alice", "wrong", "Wrong")]
    [InlineData("nobody", "secret", "UnknownUser")]
    [InlineData("locked", "secret", "Wrong")]
    [InlineData("star", "*", "Wrong")]
    [InlineData("empty", "", "Wrong")]
    [InlineData("expired", "secret", "Refused")]
    [InlineData("mustchange", "secret", "Refused")]
    [InlineData("old", "secret", "Refused")]
    [InlineData("grace", "secret", "Right")]
    public void Verdicts(string user, string password, string verdict)
    {
        string path = Path.Combine(Path.GetTempPath(), "shadow-" + Guid.NewGuid().ToString("N"));
        try
        {
            File.WriteAllText(path, $"""
                alice:{Secret}:19000:0:99999:7:::
                locked:!{Secret}:19000:0:99999:7:::
                star:*:19000:0:99999:7:::
                empty::19000:0:99999:7:::
                expired:{Secret}:19000:0:99999:7::19500:
                mustchange:{Secret}:0:0:99999:7:::
                old:{Secret}:15000:0:90:7:30::
                grace:{Secret}:15000:0:90:7:::
                """);
            Assert.Equal(verdict, new Shadow(path).Verify(new Attempt(user, "pop3", ""), Bytes.Of(password)).ToString());
            Assert.Equal(Verdict.TryLater, new Shadow(path + ".gone").Verify(new Attempt(user, "pop3", ""), Bytes.Of(password)));
        }
        finally
        {
            File.Delete(path);
        }
    }
}

public class PenaltyTests
{
    private sealed class Hand : Clock
    {
        public long Now;
        public override long UnixMicros => Now * 1000;
        public override long Milliseconds => Now;
    }

    [Fact]
    public void Failures_of_one_address_take_longer_each_time()
    {
        var clock = new Hand();
        var penalties = new Penalties(clock, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(15));
        double Fail(string from) => penalties.Failed(from).TotalSeconds;
        Assert.Equal([2, 4, 8, 15, 15], [Fail("192.0.2.1"), Fail("192.0.2.1"), Fail("192.0.2.1"), Fail("192.0.2.1"), Fail("192.0.2.1")]);
        Assert.Equal(2, Fail("192.0.2.2"));
        penalties.Succeeded("192.0.2.1");
        Assert.Equal(2, Fail("192.0.2.1"));
        clock.Now += 120_000;
        Assert.Equal(2, Fail("192.0.2.2"));
        Assert.Equal([2, 2, 2], [Fail("127.0.0.1"), Fail("127.0.0.1"), Fail("")]);
    }
}

public class LoginCheckTests
{
    private sealed class Counting(Verdict verdict) : PasswordDatabase
    {
        public int Asked;
        internal override string Name => "test";
        internal override Verdict Verify(Attempt attempt, ReadOnlySpan<byte> password)
        {
            Asked++;
            return verdict;
        }
    }

    [Theory]
    [InlineData("Wrong", "Right", "Right")]
    [InlineData("TryLater", "Right", "Right")]
    [InlineData("TryLater", "Wrong", "TryLater")]
    [InlineData("UnknownUser", "TryLater", "TryLater")]
    [InlineData("UnknownUser", "Wrong", "Wrong")]
    [InlineData("UnknownUser", "UnknownUser", "Wrong")]
    [InlineData("Refused", "UnknownUser", "Wrong")]
    public void Databases_are_asked_in_order_and_trouble_is_no_refusal(string first, string second, string all)
    {
        var check = new LoginCheck([new Counting(Enum.Parse<Verdict>(first)), new Counting(Enum.Parse<Verdict>(second))]);
        Assert.Equal(all, check.Verify(new Attempt("alice", "pop3", ""), "x"u8.ToArray()).ToString());
    }

    // such names are nobody's, whatever a database would make of them.
    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("alice:x:0:0")]
    [InlineData("%u")]
    [InlineData("${user}")]
    [InlineData("a'b")]
    [InlineData("a\"b")]
    [InlineData("..")]
    [InlineData("-froot")]
    [InlineData("a\u0001b")]
    [InlineData("a\\xb")]
    public void Names_that_could_be_something_else_are_not_asked_for(string text)
    {
        string name = text == "a\\xb" ? Bytes.Text([(byte)'a', 0x80, (byte)'b']) : text;
        var database = new Counting(Verdict.Right);
        byte[] password = "x"u8.ToArray();
        Assert.Equal(Verdict.Wrong, new LoginCheck([database]).Verify(new Attempt(name, "pop3", ""), password));
        Assert.Equal(0, database.Asked);
        Assert.Equal(0, password[0]);
    }
}
