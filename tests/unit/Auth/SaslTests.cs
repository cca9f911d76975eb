using System.Security.Cryptography;
using System.Text;
using MailSuite.Protocol.Sasl;

namespace MailSuite.Tests.Auth;

public class SaslTests
{
    private static byte[] B(string text) => Encoding.Latin1.GetBytes(text);

    [Theory]
    [InlineData("\0alice\0secret", "alice", "secret")]
    [InlineData("alice\0alice\0secret", "alice", "secret")]
    [InlineData("\0a b\0p w ", "a b", "p w ")]
    public void Plain_gives_name_and_password(string response, string user, string password)
    {
        var step = Assert.IsType<SaslStep.CheckPassword>(new PlainServer().Respond(B(response)));
        Assert.Equal((user, password), (step.User, Encoding.Latin1.GetString(step.Password)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("alice")]
    [InlineData("\0alice")]
    [InlineData("\0alice\0")]
    [InlineData("\0\0secret")]
    [InlineData("\0\0")]
    [InlineData("root\0alice\0secret")]
    [InlineData("\0alice\0sec\0ret")]
    [InlineData("\0al\nice\0secret")]
    [InlineData("\0\0\0\0\0\0\0\0")]
    public void Plain_refuses_what_is_not_its_language(string response) => Assert.IsType<SaslStep.Refused>(new PlainServer().Respond(B(response)));

    [Fact]
    public void Plain_refuses_a_name_without_end() => Assert.IsType<SaslStep.Refused>(new PlainServer().Respond(B("\0" + new string('a', 4096) + "\0x")));

    [Fact]
    public void Login_asks_twice()
    {
        var server = new LoginServer();
        Assert.Equal("Username:", Encoding.ASCII.GetString(Assert.IsType<SaslStep.Challenge>(server.Start()).Data));
        Assert.Equal("Password:", Encoding.ASCII.GetString(Assert.IsType<SaslStep.Challenge>(server.Respond("alice"u8)).Data));
        Assert.Equal("alice", Assert.IsType<SaslStep.CheckPassword>(server.Respond("secret"u8)).User);
        Assert.IsType<SaslStep.Refused>(new LoginServer().Respond(""u8));
    }

    [Fact]
    public void Cram_md5_is_RFC_2195s_example()
    {
        var server = new CramMd5Server("<1896.697170952@postoffice.reston.mci.net>");
        Assert.Equal("tim", Assert.IsType<SaslStep.FetchStored>(server.Respond("tim b913a602c7eda7a495b4e6e7334d3890"u8)).User);
        Assert.Equal("tim", Assert.IsType<SaslStep.Proven>(server.Stored(new StoredSecret("PLAIN", "tanstaaftanstaaf"))).User);
        Assert.IsType<SaslStep.Mismatch>(server.Stored(new StoredSecret("PLAIN", "tanstaaf")));
        Assert.IsType<SaslStep.Mismatch>(server.Stored(new StoredSecret("SHA512-CRYPT", "tanstaaftanstaaf")));
        Assert.IsType<SaslStep.Mismatch>(server.Stored(null));
    }

    // RFC 7677 3: user "user", password "pencil".
    [Theory]
    [InlineData(true, "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")]
    [InlineData(false, "p=eHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")]
    [InlineData(false, "p=AAAA")]
    public void Scram_is_RFC_7677s_example(bool right, string proof)
    {
        var server = new ScramServer(HashAlgorithmName.SHA256, "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0", Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ=="));
        Assert.Equal("user", Assert.IsType<SaslStep.FetchStored>(server.Respond("n,,n=user,r=rOprNGfwEbeRWgbNEkqO"u8)).User);
        var challenge = Assert.IsType<SaslStep.Challenge>(server.Stored(new StoredSecret("PLAIN", "pencil")));
        Assert.Equal("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", Encoding.ASCII.GetString(challenge.Data));
        var end = server.Respond(B("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0," + proof));
        if (right)
            Assert.Equal("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", Encoding.ASCII.GetString(Assert.IsType<SaslStep.Proven>(end).Final!));
        else
            Assert.IsType<SaslStep.Mismatch>(end);
    }

    [Theory]
    [InlineData("")]
    [InlineData("n,,")]
    [InlineData("n,,n=,r=abcdefghijk")]
    [InlineData("n,,n=user,r=")]
    [InlineData("p=tls-unique,,n=user,r=abcdefghijk")]
    [InlineData("n,a=root,n=user,r=abcdefghijk")]
    public void Scram_refuses_a_wrong_first_message(string message) =>
        Assert.IsType<SaslStep.Refused>(new ScramServer(HashAlgorithmName.SHA256, "nonce", new byte[16]).Respond(B(message)));

    [Fact]
    public void Scram_lets_no_unknown_user_in_and_does_not_say_so_early()
    {
        var server = new ScramServer(HashAlgorithmName.SHA256, "nonce", new byte[16]);
        server.Respond("n,,n=user,r=abcdefghijk"u8);
        Assert.IsType<SaslStep.Challenge>(server.Stored(null));
        // The proof that fits keys of zeros must not help.
        Assert.IsType<SaslStep.Mismatch>(server.Respond(B("c=biws,r=abcdefghijknonce,p=" + Convert.ToBase64String(new byte[32]))));
    }
}
