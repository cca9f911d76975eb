using MailSuite.Mail;
using MailSuite.Qmgr;
using MailSuite.Qshape;

namespace MailSuite.Tests.Queue;

/// <summary>Queue files that make no sense: every reader comes to an end and throws nothing at its user.</summary>
public class HostileFilesTests
{
    private static byte[] Whole(QueueBench bench)
    {
        bench.Message("deferred", "A1B2C3D4", "s@x.example", ["a@x.example", "b@x.example"], "Subject: x\n\nbody", behind: ["c@x.example"]);
        return File.ReadAllBytes(bench.Files.PathOf("deferred", "A1B2C3D4"));
    }

    [Fact]
    public void R_05_showq_and_qshape_read_a_file_with_any_byte_changed()
    {
        using var bench = new QueueBench();
        byte[] whole = Whole(bench);
        string path = bench.Files.PathOf("deferred", "A1B2C3D4");
        var listing = new QueueListing(bench.Config);
        foreach (byte value in (byte[])[0, (byte)'0', (byte)'p', (byte)'M', 0x7f, 0xff])
            for (int at = 0; at < whole.Length; at++)
            {
                byte[] changed = [.. whole];
                changed[at] = value;
                File.WriteAllBytes(path, changed);
                Assert.InRange(listing.All().Count(), 0, 1);
                Assert.InRange(ShapeReader.Messages("deferred").Count(), 0, 1);
            }
    }

    [Fact]
    public void R_05_a_content_that_lies_before_its_envelope_has_an_end()
    {
        using var bench = new QueueBench();
        byte[] whole = Whole(bench);
        // "C": size and offset of the content, 15 columns each: now it is of one byte, and at the file's second byte.
        System.Text.Encoding.ASCII.GetBytes($"{1,15} {1,15}").CopyTo(whole, 2);
        File.WriteAllBytes(bench.Files.PathOf("deferred", "A1B2C3D4"), whole);
        Assert.InRange(new QueueListing(bench.Config).All().Count(), 0, 1);
        Assert.InRange(ShapeReader.Messages("deferred").Count(), 0, 1);
        bench.Files.TryMove("A1B2C3D4", "deferred", "active");
        Assert.Throws<CorruptRecordException>(() => new EnvelopeReader(bench.Config, bench.Files).Read("A1B2C3D4", 10, []));
    }

    [Fact]
    public void A_file_with_two_names_is_not_marked_as_expired()
    {
        using var bench = new QueueBench();
        Whole(bench);
        string path = bench.Files.PathOf("deferred", "A1B2C3D4");
        Assert.Equal(0, System.Diagnostics.Process.Start("ln", [path, "other"]).WaitForExit(5000) ? 0 : 1);
        string said = bench.Run(Postsuper.Program.Main, "-e", "A1B2C3D4");
        Assert.Contains($"expire file {path}: file has 2 hard links", said);
        Assert.Contains("Force-expired: 0 messages", said);
    }
}
