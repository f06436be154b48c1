namespace RealtimeCare.Host;

/// <summary>Puts the host together. <c>Program</c> runs it; the tests' world runs the very same one with another clock or a broken disk.</summary>
public static class HostApplication
{
    /// <summary>Builds the host from command line, environment and settings file.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="replace">Runs after everything is registered, so that what it registers wins; null outside tests.</param>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? replace = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        replace?.Invoke(builder.Services);
        return builder.Build();
    }
}
