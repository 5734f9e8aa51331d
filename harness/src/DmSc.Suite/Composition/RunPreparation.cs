using System.Reflection;
using System.Security.Cryptography;
using DmSc.Engine.Execution;
using DmSc.Engine.Loading;
using DmSc.Engine.Planning;
using DmSc.Model.Requirements;
using DmSc.Model.Runs;
using DmSc.Steps.Lab;
using DmSc.Steps.Lab.Devices;

namespace DmSc.Suite.Composition;

/// <summary>From a request to a run that is ready to begin. Reads files, opens nothing.</summary>
public static class RunPreparation
{
    /// <summary>Loads, checks and plans.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="clock">Dates the plan.</param>
    /// <exception cref="SuiteInputException">Some input is not usable; carries every complaint.</exception>
    public static PreparedRun Prepare(RunRequest request, TimeProvider clock) =>
        request.Resume is null ? New(request, clock) : Resumed(request);

    /// <summary>Version of the harness, as plans and reports name it.</summary>
    public static string HarnessVersion =>
        typeof(RunPreparation).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    private static PreparedRun New(RunRequest request, TimeProvider clock)
    {
        var bag = new DiagnosticBag();
        var input = LoadInput(request, bag);
        ProjectData.ThrowIfErrors(bag);
        var (data, station, iuts, hashes) = (input.Data, input.Station!, input.Iuts, input.Hashes);
        var seed = request.Seed ?? BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8)) & long.MaxValue;
        var now = clock.GetUtcNow();
        var runId = $"{now:yyyyMMdd-HHmmss}-{station.Id}-{seed & 0xFFFF:x4}";
        CaseSelection? selection;
        try
        {
            selection = request.Selection is null ? null : CaseSelection.Parse(request.Selection);
        }
        catch (FormatException e)
        {
            throw new SuiteInputException(e.Message);
        }

        var plan = Planner.Plan(new PlannerInput
        {
            Cases = data.Cases,
            Iuts = [.. iuts.Select(i => new PlannerIut(i.Iut.Identity, i.Ics, i.Ixit, i.Waivers, data.Requirements.ForRevision(i.Ics.Revision)))],
            Station = new PlannedStation(station.Id, station.Class, request.Folders.Shown(input.StationFile), station.Lanes),
            Selection = selection,
            Seed = seed,
            Now = now,
            HarnessVersion = HarnessVersion,
            RunId = runId,
            InputHashes = hashes,
        });
        var folder = request.Out is null ? Path.Combine(request.Folders.Runs, runId) : Path.GetFullPath(request.Out);
        if (File.Exists(Path.Combine(folder, RunFolder.PlanFile)) || File.Exists(Path.Combine(folder, RunFolder.JournalFile)))
            throw new SuiteInputException($"{folder}: there is a run already; complete it with --resume or choose another folder");
        return Prepared(request, plan, input) with { Folder = folder };
    }

    private static PreparedRun Resumed(RunRequest request)
    {
        var folder = RunFolders.Find(request.Resume!, () => request.Folders);
        RunReading reading;
        try
        {
            reading = RunFolder.Read(folder);
        }
        catch (FormatException e)
        {
            throw new SuiteInputException(e.Message);
        }

        var plan = reading.Record.Plan;
        if (plan.HarnessVersion != HarnessVersion)
            throw new SuiteInputException($"{folder}: the run was begun by version {plan.HarnessVersion} of the harness, this is {HarnessVersion}: its parts would not belong together; begin a new run");
        var bag = new DiagnosticBag();
        var asPlanned = request with
        {
            Station = Path.Combine(request.Folders.Root, plan.Station.File),
            Iuts = [.. plan.Iuts.Select(i => i.Identity.Id)],
        };
        var input = LoadInput(asPlanned, bag);
        ProjectData.ThrowIfErrors(bag);
        var changed = plan.InputHashes.Keys.Union(input.Hashes.Keys, StringComparer.Ordinal)
            .Where(f => plan.InputHashes.GetValueOrDefault(f) != input.Hashes.GetValueOrDefault(f)).Order(StringComparer.Ordinal).ToList();
        if (changed.Count > 0)
            throw new SuiteInputException($"{folder}: the inputs are not those the run was begun with, so its parts would not belong together: {string.Join(", ", changed)}; begin a new run");
        return Prepared(request, plan, input) with
        {
            Folder = folder,
            Earlier = reading.Record,
            JournalLength = reading.JournalLength,
        };
    }

    private static PreparedRun Prepared(RunRequest request, RunPlan plan, Input input) => new()
    {
        Request = request,
        Plan = plan,
        Cases = input.Data.Cases.ToDictionary(c => c.Id, StringComparer.Ordinal),
        Ixit = input.Iuts.ToDictionary(i => i.Iut.Identity.Id, i => i.Ixit, StringComparer.Ordinal),
        CreateStations = clock => input.Iuts.ToDictionary(
            i => i.Iut.Identity.Id,
            i => Station(input, i.Iut, request, clock),
            StringComparer.Ordinal),
        OperatedAt = input.Iuts.FirstOrDefault(i => input.Drivers.GetValueOrDefault(i.Iut.Identity.Id) is DeviceDriver.Operator)?.Iut.DriverSpan,
        Folder = string.Empty,
    };

    /// <exception cref="SuiteInputException">Station and IUT do not fit each other.</exception>
    private static IStation Station(Input input, IutFile iut, RunRequest request, TimeProvider clock)
    {
        try
        {
            return StationComposer.Create(input.Station!, iut, deviation: null, clock, input.Drivers.GetValueOrDefault(iut.Identity.Id), request.Desk);
        }
        catch (ArgumentException e)
        {
            throw new SuiteInputException(e.Message);
        }
    }

    private sealed record Input(ProjectData Data, StationFile? Station, string StationFile, IReadOnlyList<IutFolder> Iuts, IReadOnlyDictionary<string, DeviceDriver> Drivers, IReadOnlyDictionary<string, string> Hashes);

    private static Input LoadInput(RunRequest request, DiagnosticBag bag)
    {
        var folders = request.Folders;
        var data = ProjectData.Load(folders, bag);
        var stationFile = StationFileOf(request);
        var station = StationLoader.Load(stationFile, bag);

        // A file that cannot be used must not look like a station that offers nothing.
        ProjectData.ThrowIfErrors(bag);
        var iuts = new List<IutFolder>();
        var drivers = new Dictionary<string, DeviceDriver>(StringComparer.Ordinal);
        foreach (var folder in IutFoldersOf(request, station))
        {
            if (IutFolder.Load(folder, folders.Root, data.Requirements, Environment.GetEnvironmentVariable, bag) is not { } iut)
                continue;
            iuts.Add(iut);
            if (IutDrivers.Check(iut.Iut, Environment.GetEnvironmentVariable, bag) is { } driver)
                drivers[iut.Iut.Identity.Id] = driver;
        }

        var files = new List<SourceFile>(data.Files);
        files.AddRange(iuts.SelectMany(i => i.Files));
        if (request.Ics is { } ics)
        {
            if (iuts.Count != 1)
                throw new SuiteInputException($"--ics {ics}: an ICS belongs to one IUT, this run has {iuts.Count}");
            if (SourceFile.Open(ics, bag, folders.Shown(ics)) is { } file && IcsLoader.Load(file, data.Requirements, bag) is { } claims)
            {
                if (claims.Role != iuts[0].Iut.Identity.Role)
                    throw new SuiteInputException($"{claims.Span}: the ICS is of a {claims.Role}, {iuts[0].Iut.Identity.Id} is a {iuts[0].Iut.Identity.Role}");
                iuts[0] = iuts[0] with { Ics = claims };
                files.Add(file);
            }
        }

        return new Input(data, station, stationFile, iuts, drivers, Hashes(folders, files, drivers.Values, iuts.SelectMany(i => IutDrivers.FilesOf(i.Iut)), stationFile, station));
    }

    private static string StationFileOf(RunRequest request)
    {
        var wanted = request.Station ?? "embedded";
        var byId = Path.Combine(request.Folders.Stations, wanted + ".yaml");
        if (File.Exists(wanted))
            return wanted;
        return File.Exists(byId)
            ? byId
            : throw new SuiteInputException($"--station {wanted}: neither a file nor one of {string.Join(", ", Directory.GetFiles(request.Folders.Stations, "*.yaml").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal))}");
    }

    private static IEnumerable<string> IutFoldersOf(RunRequest request, StationFile? station)
    {
        var offered = station?.Iuts ?? [];
        if (request.Iuts.Count == 0)
            return offered.Select(id => Path.Combine(request.Folders.Iuts, id));
        var chosen = new List<string>();
        foreach (var wanted in request.Iuts)
        {
            if (Enum.TryParse<IutRole>(wanted, ignoreCase: true, out var role) && !int.TryParse(wanted, out _))
            {
                var ofRole = offered.Select(id => Path.Combine(request.Folders.Iuts, id)).Where(f => RoleOf(f) == role).ToList();
                if (ofRole.Count == 0)
                    throw new SuiteInputException($"--iut {wanted}: the station offers no {wanted}; it offers {(offered.Count == 0 ? "nothing" : string.Join(", ", offered))}");
                chosen.AddRange(ofRole);
            }
            else if (File.Exists(wanted) && Path.GetFileName(wanted) == "iut.yaml")
            {
                chosen.Add(Path.GetDirectoryName(Path.GetFullPath(wanted))!);
            }
            else if (Directory.Exists(wanted))
            {
                chosen.Add(Path.GetFullPath(wanted));
            }
            else if (Directory.Exists(Path.Combine(request.Folders.Iuts, wanted)))
            {
                chosen.Add(Path.Combine(request.Folders.Iuts, wanted));
            }
            else
            {
                throw new SuiteInputException($"--iut {wanted}: neither a role, nor an IUT folder, nor an iut.yaml, nor one of {string.Join(", ", Directory.GetDirectories(request.Folders.Iuts).Select(Path.GetFileName).Order(StringComparer.Ordinal))}");
            }
        }

        return chosen.Distinct(StringComparer.Ordinal);
    }

    private static IutRole? RoleOf(string folder)
    {
        var quiet = new DiagnosticBag();
        return SourceFile.Open(Path.Combine(folder, "iut.yaml"), quiet) is { } file ? IutLoader.Load(file, quiet)?.Identity.Role : null;
    }

    /// <summary>Everything a result depends on. Of a station with a card of ours also every image and content file: more than needed, never less.</summary>
    private static Dictionary<string, string> Hashes(ProjectFolders folders, IEnumerable<SourceFile> files, IEnumerable<DeviceDriver> drivers, IEnumerable<string> named, string stationFile, StationFile? station)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files)
            hashes[file.Name] = file.Hash;
        var others = new List<string> { stationFile };

        // A driver is a part of the rig: what it is started with, as far as it lies beside it.
        others.AddRange(drivers.OfType<DeviceDriver.Program>().SelectMany(d => d.Command.Select(part => Path.GetFullPath(Path.Combine(d.WorkingFolder, part)))).Where(File.Exists));
        others.AddRange(named);
        others.AddRange(new[] { station?.Server?.Certificate, station?.Server?.TrustedSenders }.OfType<string>());
        if (station?.Card?.Image is not null)
        {
            foreach (var folder in new[] { "cards", "bootstrap" }.Select(f => Path.Combine(folders.Fixtures, f)).Where(Directory.Exists))
                others.AddRange(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories));
        }

        foreach (var file in others)
            hashes[folders.Shown(file)] = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
        return new Dictionary<string, string>(hashes, StringComparer.Ordinal);
    }
}
