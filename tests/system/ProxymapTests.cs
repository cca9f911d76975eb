namespace MailSuite.Tests.Sys;

/// <summary>proxymap and proxywrite under master, asked by our postmap and by Debian's.</summary>
public sealed class ProxymapTests : IDisposable
{
    private readonly Instance instance;

    public ProxymapTests()
    {
        instance = new Instance(new()
        {
            ["virtual_alias_maps"] = "proxy:inline:{key=value}, proxy:regexp:{{/^x(.*)/ <$$1>}}, proxy:fail:x",
            ["proxy_write_maps"] = "proxy:btree:$data_directory/written",
        });
        instance.Start();
    }

    public void Dispose() => instance.Dispose();

    private string Written => $"proxy:btree:{instance.Folder}/data/written";

    [Needs]
    public void Tables_are_asked_through_the_service()
    {
        Assert.Equal("value\n", instance.Suite("postmap", "-q", "KEY", "proxy:inline:{key=value}").Well(instance).Out);
        Assert.Equal("<yz>\n", instance.Suite("postmap", "-q", "xyz", "proxy:regexp:{{/^x(.*)/ <$1>}}").Well(instance).Out);
        Assert.Equal(1, instance.Suite("postmap", "-q", "none", "proxy:inline:{key=value}").Exit);
        var denied = instance.Suite("postmap", "-q", "key", "proxy:static:x");
        Assert.Equal((1, "postmap: fatal: proxymap service is not configured for table \"static:x\"\n"), (denied.Exit, denied.Error));
        Assert.Contains("warning: to approve this table for read-only access, list proxy:static:x in main.cf:proxy_read_maps", instance.Log);
        Assert.Contains("query error", instance.Suite("postmap", "-q", "key", "proxy:fail:x").Error);
    }

    [Needs]
    public void Entries_are_written_and_deleted_through_proxywrite()
    {
        instance.SuiteWith("a 1\nb 2\n", "postmap", "-i", Written).Well(instance);
        Assert.Equal("1\n", instance.Suite("postmap", "-q", "a", Written["proxy:".Length..]).Well(instance).Out);
        Assert.Equal(0, instance.Suite("postmap", "-d", "a", Written).Exit);
        Assert.Equal(1, instance.Suite("postmap", "-d", "a", Written).Exit);
        Assert.Contains("proxywrite service is not configured for table", instance.SuiteWith("a 1\n", "postmap", "-i", "proxy:btree:/etc/passwd").Error);
    }

    [Needs("/usr/sbin/postfix")]
    public void Debians_postmap_asks_our_proxymap()
    {
        Ran Debian(params string[] args) => Tool.Run("/usr/sbin/postmap", ["-c", Path.GetDirectoryName(instance.Config("main.cf"))!, .. args]);
        Assert.Equal("value\n", Debian("-q", "KEY", "proxy:inline:{key=value}").Well(instance).Out);
        Assert.Equal("<yz>\n", Debian("-q", "xyz", "proxy:regexp:{{/^x(.*)/ <$1>}}").Well(instance).Out);
        Assert.Equal(1, Debian("-q", "none", "proxy:inline:{key=value}").Exit);
        Assert.Contains("proxymap service is not configured for table \"static:x\"", Debian("-q", "key", "proxy:static:x").Error);
        instance.SuiteWith("c 3\n", "postmap", "-i", Written).Well(instance);
        Assert.Equal(0, Debian("-d", "c", Written).Exit);
        Assert.Equal(1, Debian("-d", "c", Written).Exit);
    }
}
