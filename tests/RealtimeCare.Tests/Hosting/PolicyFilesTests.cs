using RealtimeCare.Host;
using RealtimeCare.Host.Policies;
using RealtimeCare.Host.Settings;
using RealtimeCare.Policy.Access;

namespace RealtimeCare.Tests.Hosting;

public sealed class PolicyFilesTests : IDisposable
{
    private const string Tight = """{"version":"1","tenant":"mercy","consent":{"absent":"deny"}}""";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("realtimecare-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Without_files_the_built_in_policy_decides()
    {
        Assert.Same(AccessPolicy.Default, new PolicyFiles(new PolicyOptions()).Read().Set!.Base);
    }

    [Fact]
    public void A_tenants_document_tightens_what_the_policy_file_says()
    {
        var files = Files(Document("policy.json", DefaultText()), tenant: Tight);

        var set = files.Read().Set!;

        Assert.Equal(AccessPolicy.Default.Hash, set.Base.Hash);
        Assert.False(set.For(TenantId.Parse("mercy")).Rules.AbsentConsentPermits);
        Assert.True(set.For(TenantId.Parse("north")).Rules.AbsentConsentPermits);
    }

    [Fact]
    public void Mistakes_of_all_documents_stop_the_start_with_file_line_and_reason()
    {
        var policy = Document("policy.json", DefaultText().Replace("\"HPAYMT\"", "\"hpaymt\"", StringComparison.Ordinal));
        var tenant = Path.Combine(folder.FullName, "tenants", "mercy.json");
        Files(policy, Tight.Replace("mercy", "Mercy", StringComparison.Ordinal));

        var stopped = Assert.Throws<SettingsMistakeException>(() => HostApplication.Build(
            [$"--RealtimeCare:Policy:File={policy}", $"--RealtimeCare:Policy:TenantFolder={Path.GetDirectoryName(tenant)}"]));

        Assert.Matches(@"policy\.json, line \d+: 'hpaymt' is no purpose of use", stopped.Message);
        Assert.Contains($"{tenant}, line 1: 'Mercy' is no tenant", stopped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_files_and_a_tenant_named_twice_are_mistakes_too()
    {
        var files = Files(Path.Combine(folder.FullName, "none.json"), Tight);
        Document(Path.Combine("tenants", "other.json"), Tight);
        var nowhere = new PolicyFiles(new PolicyOptions { TenantFolder = Path.Combine(folder.FullName, "nowhere") });

        Assert.Equal(
            ["cannot be read", "tenant 'mercy' has another document already"], files.Read().Mistakes.Select(m => m.Reason));
        Assert.Equal("is no folder", Assert.Single(nowhere.Read().Mistakes).Reason);
    }

    private PolicyFiles Files(string policy, string tenant)
    {
        Document(Path.Combine("tenants", "mercy.json"), tenant);
        return new PolicyFiles(new PolicyOptions { File = policy, TenantFolder = Path.Combine(folder.FullName, "tenants") });
    }

    private string Document(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    private static string DefaultText()
    {
        using var stream = typeof(AccessPolicy).Assembly.GetManifestResourceStream("RealtimeCare.Policy.Access.policy.json")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
