using MailSuite.Postlogd;

namespace MailSuite.Tests.Logs;

public sealed class LogFileTests : IDisposable
{
    private sealed class MovingClock : Clock
    {
        internal long Time = 1000;
        public override long UnixMicros => 0;
        public override long Milliseconds => Time;
    }

    private readonly string folder = Directory.CreateTempSubdirectory("logs").FullName;
    private readonly MovingClock clock = new();

    private LogFile Open(string path, string more = "") =>
        new(MailConfig.FromText($"maillog_file = {path}\nmaillog_file_prefixes = /\nmyhostname = mx.example.com\nmydomain = example.com\n{more}", folder), clock);

    [Fact]
    public void Lines_wait_while_the_disk_is_full_and_go_out_in_order()
    {
        // A link that means /dev/full first, and a file later: the same name, another file.
        string path = Path.Combine(folder, "log"), real = Path.Combine(folder, "real");
        File.CreateSymbolicLink(path, "/dev/full");
        var log = Open(path);
        log.Write("one\n"u8);
        log.Write("two\n"u8);
        Assert.True(log.HasWaiting);
        Assert.False(log.IsFull);
        File.Delete(path);
        File.CreateSymbolicLink(path, real);
        clock.Time += 2000;
        log.Write("three\n"u8);
        Assert.False(log.HasWaiting);
        Assert.Equal("one\ntwo\nthree\n", File.ReadAllText(real));
    }

    [Fact]
    public void So_many_lines_that_wait_keep_further_ones_in_the_kernel()
    {
        var log = Open("/dev/full");
        var line = new byte[1000];
        for (int i = 0; i < 1200; i++)
            log.Write(line);
        Assert.True(log.IsFull);
    }

    [Fact]
    public void A_renamed_file_is_left_alone_and_a_new_one_made()
    {
        string path = Path.Combine(folder, "log");
        var log = Open(path, "maillog_file_permissions = 640\n");
        log.Write("one\n"u8);
        File.Move(path, path + ".old");
        clock.Time += 1500;
        log.Write("two\n"u8);
        Assert.Equal("one\n", File.ReadAllText(path + ".old"));
        Assert.Equal("two\n", File.ReadAllText(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(path));
    }

    [Theory]
    [InlineData("0666")]
    [InlineData("6000")]
    [InlineData("rw")]
    public void A_mode_that_others_may_write_with_is_refused(string mode) =>
        Assert.Equal($"bad maillog_file_permissions value: {mode}", Assert.Throws<FatalException>(() => Open(Path.Combine(folder, "log"), $"maillog_file_permissions = {mode}\n")).Message);

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
