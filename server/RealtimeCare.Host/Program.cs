using RealtimeCare.Host;
using RealtimeCare.Host.Settings;

// HostApplication is the table of contents. A start that cannot succeed ends with a text that says what to do, and an exit code.
return await StartFailures.ReportAsync(async () =>
{
    await using var app = HostApplication.Build(args);
    await app.RunAsync();
});
