using DmSc.Dm.Server;
using DmSc.Engine.Verbs;
using DmSc.Steps.Lab.Devices;

namespace DmSc.Steps.Sessions;

/// <summary>Reads a device's tree with Get alone, package by package, in the session under way. Bounded in depth and in nodes.</summary>
internal sealed class TreeWalk(DeviceParty party, int wait, IStepContext context, CancellationToken ct)
{
    private const int MaxDepth = 8;
    private const int MaxNodes = 400;

    /// <summary>The value that a Get was answered with; <c>null</c> when it was refused.</summary>
    public static string? Text(ServerExchange exchange) => exchange is { Status: 200, Values.IsEmpty: false } ? exchange.Values[0].Text : null;

    public async ValueTask<List<ServerExchange>> GetAsync(IReadOnlyList<string> uris)
    {
        if (uris.Count == 0)
            return [];
        var session = party.Session.Session;
        var from = session.Exchanges.Length;
        await SessionSteps.RunAsync(party, session, [.. uris.Select(uri => ServerStep.Get(uri))], wait, context, ct);
        return [.. session.Exchanges.Skip(from)];
    }

    public async ValueTask<IReadOnlyList<string>> NamesAsync(string uri) =>
        await GetAsync([uri]) is [{ Status: 200, Values.IsEmpty: false } answer]
            ? answer.Values[0].Text.Split('/', StringSplitOptions.RemoveEmptyEntries)
            : [];

    /// <summary>Leaves below an interior node: what Get answers with format node is one, all else is a leaf.</summary>
    public async ValueTask LeavesAsync(string root, string path, int depth, List<(string Path, ServerExchange Exchange)> leaves)
    {
        if (depth >= MaxDepth)
            return;
        var uri = path.Length == 0 ? root : $"{root}/{path}";
        var names = await NamesAsync(uri);
        var gets = await GetAsync([.. names.Take(MaxNodes).Select(name => $"{uri}/{name}")]);
        for (var i = 0; i < gets.Count; i++)
        {
            var child = path.Length == 0 ? names[i] : $"{path}/{names[i]}";
            if (gets[i] is { Status: 200, Values: [{ Format: "node" }, ..] })
                await LeavesAsync(root, child, depth + 1, leaves);
            else if (leaves.Count < MaxNodes)
                leaves.Add((child, gets[i]));
        }
    }
}
