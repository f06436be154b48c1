using System.Net;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Identity.FirstStart;
using RealtimeCare.Testing;

namespace RealtimeCare.Tests.Identity;

public sealed class FirstSetup
{
    [Fact]
    public async Task The_code_makes_one_administrator_and_wrong_ones_close_the_door()
    {
        await using var host = await TestHost.StartAsync(new TestCareOptions());
        using var api = new Api(host.Server, host.Roots);

        var weak = await TryAsync(api, host.SetupCode, "weak");
        for (var i = 0; i < 5; i++) await TryAsync(api, "00000000-00000000-00000000-00000000");
        var closed = await TryAsync(api, host.SetupCode);
        var next = await host.Services.GetRequiredService<SetupDoor>().IssueCodeAsync(TestContext.Current.CancellationToken);
        var done = await TryAsync(api, next!.ToLowerInvariant());
        var again = await TryAsync(api, next);

        Assert.Equal((HttpStatusCode.BadRequest, 4000, "password"), (weak.Status, weak.Code, weak.Json.GetProperty("path").GetString()));
        Assert.Equal((HttpStatusCode.Forbidden, 4100), (closed.Status, closed.Code));
        Assert.Equal((HttpStatusCode.Created, The.Tenant), (done.Status, done.Json.GetProperty("tenant").GetString()));
        Assert.Equal(HttpStatusCode.Conflict, again.Status);
        Assert.Null(await host.Services.GetRequiredService<SetupDoor>().IssueCodeAsync(TestContext.Current.CancellationToken));
    }

    private static Task<Answer> TryAsync(Api api, string code, string password = The.Password) =>
        api.PostAsync("/api/v1/setup", new { code, tenant = The.Tenant, userName = "boss", password });
}
