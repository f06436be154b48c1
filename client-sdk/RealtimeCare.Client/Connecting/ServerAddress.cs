namespace RealtimeCare.Client.Connecting;

/// <summary>The one place where an address is accepted.</summary>
internal static class ServerAddress
{
    /// <summary>The address with a closing slash; refused when it is not <c>https</c> or carries a name, password, query or fragment.</summary>
    public static Uri Require(Uri? server)
    {
        if (server is null || !server.IsAbsoluteUri || server.Scheme != Uri.UriSchemeHttps)
            throw new ArgumentException("The server's address must be an absolute https address.", nameof(server));
        if (server.UserInfo.Length > 0 || server.Query.Length > 0 || server.Fragment.Length > 0)
            throw new ArgumentException("The server's address must not carry a name, password, query or fragment.", nameof(server));
        return server.AbsolutePath.EndsWith('/') ? server : new Uri(server + "/");
    }

    /// <summary>The address of a path below the server's address.</summary>
    public static Uri At(Uri server, string path) => new(server, path.TrimStart('/'));
}
