using MailSuite.Auth.Backends;

namespace MailSuite.Tests.Auth;

public class PasswdFileTests
{
    [Theory]
    [InlineData("alice:{PLAIN}x:1000:1001::/home/alice::userdb_mail=maildir:~/Maildir allow_nets=10.0.0.0/8", "alice", 1000, 1001, "/home/alice", "maildir:~/Maildir")]
    [InlineData("bob:hash", "bob", -1, -1, "", "")]
    [InlineData("carol@example.com:hash:::::", "carol@example.com", -1, -1, "", "")]
    [InlineData("dave:hash:5:6:Dave:/d:/bin/sh", "dave", 5, 6, "/d", "")]
    public void Lines_are_read_as_Dovecot_reads_them(string line, string name, int uid, int gid, string home, string mail)
    {
        var user = Assert.Single(PasswdFile.Parse(line + "\n", "test").Values);
        Assert.Equal((name, uid, gid, home, mail), (user.Name, user.Uid, user.Gid, user.Home, user.Extra.GetValueOrDefault("userdb_mail", "")));
    }

    [Theory]
    [InlineData("# a comment")]
    [InlineData("")]
    [InlineData(":nameless")]
    [InlineData("eve:x:zero:0")]
    [InlineData("eve:x:-1:0")]
    public void Other_lines_are_nobody(string line) => Assert.Empty(PasswdFile.Parse(line + "\n", "test"));

    [Fact]
    public void A_change_counts_at_once_and_a_missing_file_is_trouble()
    {
        string path = Path.Combine(Path.GetTempPath(), "passwd-file-" + Guid.NewGuid().ToString("N"));
        try
        {
            var file = new PasswdFile(path, mayBeMissing: false);
            Assert.Equal(AccountAnswer.TryLater, file.Find("alice", out _));
            File.WriteAllText(path, "alice:{PLAIN}one\n");
            Assert.Equal(AccountAnswer.Found, file.Find("alice", out var user));
            Assert.Equal("{PLAIN}one", user!.Password);
            File.WriteAllText(path, "alice:{PLAIN}two!\n");
            file.Find("alice", out user);
            Assert.Equal("{PLAIN}two!", user!.Password);
            Assert.Equal(AccountAnswer.NotFound, file.Find("bob", out _));
            File.Delete(path);
            Assert.Equal(AccountAnswer.TryLater, file.Find("alice", out _));
            Assert.Equal(AccountAnswer.NotFound, new PasswdFile(path, mayBeMissing: true).Find("alice", out _));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("alice", "right", "192.0.2.1", "Right")]
    [InlineData("alice", "wrong", "192.0.2.1", "Wrong")]
    [InlineData("nobody", "right", "192.0.2.1", "UnknownUser")]
    [InlineData("netty", "right", "10.1.2.3", "Right")]
    [InlineData("netty", "right", "192.0.2.1", "Refused")]
    [InlineData("netty", "right", "", "Refused")]
    [InlineData("open", "right", "192.0.2.1", "Refused")]
    [InlineData("odd", "right", "192.0.2.1", "Refused")]
    public void Verdicts(string user, string password, string from, string verdict)
    {
        string path = Path.Combine(Path.GetTempPath(), "passwd-file-" + Guid.NewGuid().ToString("N"));
        try
        {
            File.WriteAllText(path, "alice:{PLAIN}right\nnetty:{PLAIN}right::::::allow_nets=10.0.0.0/8\nopen:::::::nopassword\nodd:{ODD}right\n");
            var database = new PasswdFilePasswords(new PasswdFile(path, mayBeMissing: false));
            Assert.Equal(verdict, database.Verify(new Attempt(user, "pop3", from), Bytes.Of(password)).ToString());
        }
        finally
        {
            File.Delete(path);
        }
    }
}
