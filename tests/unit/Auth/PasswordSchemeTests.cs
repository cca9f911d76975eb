using MailSuite.Auth.Passwords;

namespace MailSuite.Tests.Auth;

public class PasswordSchemeTests
{
    // Made by doveadm pw and crypt(3), for the password "secret".
    [Theory]
    [InlineData("{PLAIN}secret")]
    [InlineData("{CLEARTEXT}secret")]
    [InlineData("{plain}secret")]
    [InlineData("{SHA512-CRYPT}$6$pIdPFKJ4lFkC5YHR$Dtz.wk6nlV6t4h9tcMinYzdJTHUbszX5uxUfCwpawLkn1vddaGKXn.7LrrtQH7YcRs841Z3ZKag.Zt4fZPhjK/")]
    [InlineData("{SHA256-CRYPT}$5$zm2eH3sIpwBoQko/$MApoCONtVrGovfSNKRTMjfBmr7jxpf2D4T8TFx3KGr/")]
    [InlineData("{BLF-CRYPT}$2y$04$wFrvxS8lUpReKjECb4p2We86UPWwze2cQV7eAmidQfEmSWZMkotRi")]
    [InlineData("{MD5-CRYPT}$1$N/RwjAh4$.L8AsbEvacoCEHR2B9JW//")]
    [InlineData("{MD5}$1$N/RwjAh4$.L8AsbEvacoCEHR2B9JW//")]
    [InlineData("$1$N/RwjAh4$.L8AsbEvacoCEHR2B9JW//")]
    [InlineData("{CRYPT}$y$j75$abcdefghijklmnop$vZlXu1XtxOBWRxjOpQqONp1WYfMO0dN.H4xeSMU2ZvC")]
    [InlineData("{SSHA}dj2lH1ocucmj5OQsjP6mQrVx6FhOYUNs")]
    [InlineData("{SSHA256}MiBKWPJ1JQtCfn9IyOCVrjIVaDjvjq7QEJ2338bLy6lOYUNs")]
    [InlineData("{SSHA512}iRjXxi6rhPYpuxX1j9XfoMia+YOZ6MBLltGn46bREX+b3os6Fh/Dl8WNN5YGrc4n7fSBhWch1IoYiLBEukHNAE5hQ2w=")]
    [InlineData("{SMD5}t6xns2DCS6727SipGd221U5hQ2w=")]
    [InlineData("{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=")]
    [InlineData("{SHA.hex}e5e9fa1ba31ecd1ae84f75caaa474f3a663f05f4")]
    [InlineData("{SHA256}K7gNU3sdo+OL0wNhqoVWhr3g6s1xYv72ol/pe/Unols=")]
    [InlineData("{SHA512}vSsar3708Jvp9Szi2NWZZ02Bqp1qRCFpbcTZPdBhnWgs5WtNZKnvCXdhztmeD2cmW192CF5bDufKRpayrW/isg==")]
    [InlineData("{PLAIN-MD5}5ebe2294ecd0e0f08eab7690d2a6ee69")]
    [InlineData("{LDAP-MD5}Xr4ilOzQ4PCOq3aQ0qbuaQ==")]
    [InlineData("{SCRAM-SHA-256}4096,recr72rZn8CMtcMAQUOR5Q==,OY2Owb/hIr+Rr/tkgvmUX4keX4Fw4p4cVVbKRrBpQqA=,stUo2IrRfRfZ4bmEnhrmA93uTFOXQYiXeXaep22RA6Q=")]
    [InlineData("{SCRAM-SHA-1}4096,4Ur0+SwqGneaddHOaqkSKg==,XplrftR9wV4fsLN+29ojjt7XUp4=,x/iDFeztjpZdSK821147JKPecLs=")]
    public void The_right_password_is_accepted_and_no_other(string stored)
    {
        var secret = PasswordScheme.Split(stored);
        Assert.True(PasswordScheme.Verify(secret, "secret"u8, out bool unknown));
        Assert.False(unknown);
        Assert.False(PasswordScheme.Verify(secret, "Secret"u8, out _));
        Assert.False(PasswordScheme.Verify(secret, "secre"u8, out _));
        Assert.False(PasswordScheme.Verify(secret, ""u8, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("!")]
    [InlineData("*0")]
    [InlineData("x")]
    [InlineData("{PLAIN}")]
    [InlineData("{SSHA}")]
    [InlineData("{SSHA}AAAA")]
    [InlineData("{SHA}not base64!")]
    [InlineData("{SCRAM-SHA-256}1,2,3")]
    [InlineData("{SCRAM-SHA-256}99999999999,AAAA,AAAA,AAAA")]
    [InlineData("{BLF-CRYPT}$2y$99$nonsense")]
    public void A_field_that_is_no_password_lets_nobody_in(string stored)
    {
        foreach (string attempt in (string[])["", "*", "!", "*0", "*1", "x", "secret"])
            Assert.False(PasswordScheme.Verify(PasswordScheme.Split(stored), Bytes.Of(attempt), out _) && stored != attempt);
        Assert.False(PasswordScheme.Verify(PasswordScheme.Split(stored), Bytes.Of(stored), out _));
    }

    [Fact]
    public void An_unknown_scheme_is_told()
    {
        Assert.False(PasswordScheme.Verify(PasswordScheme.Split("{ROT13}frperg"), "secret"u8, out bool unknown));
        Assert.True(unknown);
    }
}
