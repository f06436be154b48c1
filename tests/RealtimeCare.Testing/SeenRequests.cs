using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace RealtimeCare.Testing;

/// <summary>Notes what the host is asked for, and what it answers, before anything of its own has looked at it.</summary>
public sealed class SeenRequests : IStartupFilter
{
    /// <summary>The requests, each when it begins; a refusal once more when it is answered.</summary>
    public Record<SeenRequest> All { get; } = new();

    /// <summary>Stands before the host's own pipeline: for <see cref="TestCareOptions.Replace"/>.</summary>
    public void Replace(IServiceCollection services) => services.AddSingleton<IStartupFilter>(this);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, rest) =>
        {
            var seen = new SeenRequest(context.Request.Method, context.Request.Path, context.Request.Headers.Authorization.ToString(), 0);
            All.Add(seen);
            await rest(context);
            if (context.Response.StatusCode >= StatusCodes.Status400BadRequest) All.Add(seen with { Refused = context.Response.StatusCode });
        });
        next(app);
    };
}

/// <summary>One request.</summary>
/// <param name="Method">How.</param>
/// <param name="Path">What.</param>
/// <param name="Authorization">The whole header.</param>
/// <param name="Refused">The status of a refusal; 0 otherwise.</param>
public sealed record SeenRequest(string Method, string Path, string Authorization, int Refused)
{
    public override string ToString() => $"{Method} {Path} {Refused}";
}
