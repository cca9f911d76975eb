using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MailSuite.Net;
using MailSuite.Postfix.Checking;

namespace MailSuite.Tests.Postfix;

/// <summary>The parts of postfix check that judge text.</summary>
public sealed class CheckTests
{
    [Theory]
    [InlineData("smtpd_recipent_restrictions", "smtpd_recipient_restrictions")]
    [InlineData("mynetwork", "mynetworks")]
    [InlineData("relay_domain", "relay_domains")]
    [InlineData("virtual_alais_maps", "virtual_alias_maps")]
    [InlineData("smtpd_tls_cert_fiel", "smtpd_tls_cert_file")]
    [InlineData("completely_different_thing", null)]
    [InlineData("myfoo", null)]
    public void The_nearest_name_is_found(string name, string? nearest) => Assert.Equal(nearest, Names.Nearest(name));

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "abc", 0)]
    [InlineData("abc", "", 3)]
    [InlineData("abc", "acb", 1)]
    [InlineData("kitten", "sitting", 3)]
    public void Edits_are_counted(string a, string b, int distance) => Assert.Equal(distance, Names.EditDistance(a, b));

    [Theory]
    [InlineData("permit", OpenRelay.Result.Passes)]
    [InlineData("", OpenRelay.Result.GoesOn)]
    [InlineData("permit_mynetworks, reject_unauth_destination", OpenRelay.Result.Refuses)]
    [InlineData("permit_mynetworks permit reject_unauth_destination", OpenRelay.Result.Passes)]
    [InlineData("warn_if_reject reject_unauth_destination, permit", OpenRelay.Result.Passes)]
    [InlineData("warn_if_reject reject_unauth_destination, reject_unauth_destination", OpenRelay.Result.Refuses)]
    [InlineData("permit_sasl_authenticated, reject", OpenRelay.Result.Refuses)]
    [InlineData("check_client_access static:OK, reject", OpenRelay.Result.Passes)]
    [InlineData("check_client_access hash:/x, defer", OpenRelay.Result.Refuses)]
    [InlineData("strict", OpenRelay.Result.Refuses)]
    [InlineData("lax, reject", OpenRelay.Result.Passes)]
    [InlineData("endless, reject", OpenRelay.Result.Refuses)]
    public void What_a_list_says_to_a_stranger_is_known(string list, object result) => Assert.Equal(result, OpenRelay.Run(list, MailConfig.FromText(
        "smtpd_restriction_classes = strict lax endless\nstrict = permit_mynetworks, reject_unauth_destination\nlax = permit\nendless = endless\n")));

    [Fact]
    public void Tables_are_found_wherever_they_stand() => Assert.Equal(
        ["hash:/etc/aliases", "cidr:/a", "hash:/b", "texthash:/c", "pcre:/d", "lmdb:/e", "static:OK", "btree:/not"],
        TableFiles.References("hash:/etc/aliases, check_client_access cidr:/a, proxy:hash:/b pipemap:{texthash:/c,pcre:/d} reject proxy:lmdb:/e static:OK !btree:/not "
            + "smtp:[192.0.2.1]:25 unix:private/auth inet:127.0.0.1:10023 2001:db8::1").Where(static t => !t.StartsWith("pipemap:", StringComparison.Ordinal)));

    [Fact]
    public void The_dates_of_a_certificate_are_read()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=mx.example", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var (from, until) = (new DateTimeOffset(2020, 1, 2, 3, 4, 5, TimeSpan.Zero), new DateTimeOffset(2051, 6, 7, 8, 9, 10, TimeSpan.Zero));
        using var certificate = request.CreateSelfSigned(from, until);
        Assert.Equal((from.UtcDateTime, until.UtcDateTime), CertificateDates.OfFirst("text before\n" + certificate.ExportCertificatePem()));
        Assert.Null(CertificateDates.OfFirst("nothing here"));
        Assert.Null(CertificateDates.OfFirst("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"));
        byte[] der = certificate.RawData;
        for (int cut = 0; cut < 200; cut++)
            _ = CertificateDates.Read(der.AsMemory(0, cut));
    }
}
