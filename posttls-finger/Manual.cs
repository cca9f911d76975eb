namespace MailSuite.PosttlsFinger;

/// <summary>What man(1) and the shell know of posttls-finger.</summary>
internal static class Manual
{
    internal static readonly ManualPage Page = new("posttls-finger", "tells what the TLS of a mail server is like",
        "posttls-finger [options] [inet:]domain[:port] [match ...]\nposttls-finger -S [options] unix:pathname [match ...]")
    {
        Description =
        [
            "Connects to the first mail server of the domain that answers, starts TLS, and shows the conversation, the server's certificate and what was agreed. [host] is that host, without a look for mail servers. "
            + "The operands behind it are names that the certificate must have (also the words hostname, nexthop, dot-nexthop), or its fingerprints at level fingerprint.",
            "No policy tables are asked, and no mail is sent. Everything is said on standard output.",
        ],
        Options =
        [
            new("-a family", "Prefer addresses of this family: ipv4, ipv6 or any."),
            new("-A file", "Trust the authorities of this file alone; several times for several files."),
            new("-c", "Do not show the conversation."),
            new("-C", "Show the server's certificates in the form of PEM."),
            new("-d digest", "Digest of fingerprints; smtp_tls_fingerprint_digest otherwise."),
            new("-f", "Look for TLSA records also where DNSSEC does not vouch for the address."),
            new("-F file", "Trust the authorities of this file."),
            new("-g grade", "Ciphers of this grade: high, medium, null; medium otherwise."),
            new("-h lookup", "Look for hosts with dns, native or both; dns otherwise."),
            new("-H files", "Files of keys, each with its chain of certificates, for the client."),
            new("-k file", "The client's certificate."),
            new("-K file", "The client's key."),
            new("-l level", "Security level, as smtp_tls_security_level; dane otherwise. Without TLSA records that is secure."),
            new("-L words", "Which lines about TLS: none, routine, untrusted, peercert, certmatch, cache, verbose; routine,certmatch otherwise."),
            new("-m count", "Connect again at most so many times (see -r); 5 otherwise."),
            new("-M level", "What to do with TLSA records of servers that DNSSEC does not vouch for: dane, encrypt or may."),
            new("-o name=value", "Use this value of a parameter."),
            new("-p protocols", "TLS versions; smtp_tls_mandatory_protocols otherwise."),
            new("-P directory", "Trust the authorities of this directory."),
            new("-r seconds", "Connect again after so long, and tell whether the session is resumed."),
            new("-R", "Look for SRV records instead of MX."),
            new("-s name", "Name to ask the server for (SNI)."),
            new("-S", "Speak LMTP."),
            new("-t seconds", "How long a connection may take; 30 otherwise."),
            new("-T seconds", "How long a reply may take; 30 otherwise."),
            ManualEntry.Verbose,
            new("-w", "Begin with TLS, without STARTTLS."),
            new("-x", "Accepted; keys without a certificate (RFC 7250) are not asked for."),
            new("-X", "Accepted; there is no tlsproxy(8) to connect by, which is said."),
        ],
        ExitStatus = "0 whatever the server is like, 1 when the command line makes no sense.",
        SeeAlso = ["smtp(8)", "postconf(5)"],
    };
}
