namespace RealtimeCare.Host.Listening;

/// <summary>Headers on every answer, also on refusals: this is an API, so a browser may load and run nothing from it.</summary>
/// <remarks>A start-up filter and the first of them: it stands outside of steps that answer by themselves.</remarks>
internal sealed class SecurityHeaders : IStartupFilter
{
    private const string TwoYears = "max-age=63072000; includeSubDomains";
    private const string Nothing = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    // The page's bootstrapping script and its styles stand inline; everything still comes from this host.
    private const string DocsPage = "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        + "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(Set);
        app.UseUnexpectedAnswers();
        next(app);
    };

    private static Task Set(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(static state =>
        {
            var (path, headers) = (((HttpContext)state).Request.Path, ((HttpContext)state).Response.Headers);
            var isDocs = path.StartsWithSegments("/docs", StringComparison.OrdinalIgnoreCase);
            headers.StrictTransportSecurity = TwoYears;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers.ContentSecurityPolicy = isDocs ? DocsPage : Nothing;
            if (!isDocs && headers.CacheControl.Count == 0) headers.CacheControl = "no-store";
            return Task.CompletedTask;
        }, context);
        return next(context);
    }
}
