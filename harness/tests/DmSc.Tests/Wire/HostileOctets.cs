using DmSc.Wire;
using FsCheck;
using FsCheck.Fluent;

namespace DmSc.Tests.Wire;

/// <summary>What somebody hostile or broken sends, and what every decoder owes it: a value, or a <see cref="WireFormatException"/> whose offset is inside the input.</summary>
internal static class HostileOctets
{
    public static readonly Gen<byte> Octet = Gen.Choose(0, 255).Select(value => (byte)value);

    /// <summary>Samples with one octet changed; every third of them may be cut short.</summary>
    public static Gen<byte[]> Mutations(byte[][] samples) =>
        from sample in Gen.Elements(samples)
        from at in Gen.Choose(0, sample.Length - 1)
        from octet in Octet
        from length in Gen.Frequency((2, Gen.Constant(sample.Length)), (1, Gen.Choose(0, sample.Length)))
        select Mutated(sample, at, octet, length);

    /// <summary>Lets a decoder read octets, and fails the test when it does not keep to that.</summary>
    /// <param name="octets">What it reads.</param>
    /// <param name="read">Reads.</param>
    /// <param name="reader">Its name, where there are several.</param>
    public static void Feed(byte[] octets, Action read, string reader = "decoder")
    {
        try
        {
            read();
        }
        catch (WireFormatException failure)
        {
            // Most of these inputs are to be refused; anything but this exception fails the test.
            if (failure.Error.Offset < 0 || failure.Error.Offset > octets.Length)
                Assert.Fail($"{reader}: {failure.Error}: outside of {Convert.ToHexString(octets)}");
        }
        catch (Exception failure) when (failure is not AssertionException)
        {
            throw new InvalidOperationException($"{reader}: {failure.GetType().Name} for {Convert.ToHexString(octets)}", failure);
        }
    }

    private static byte[] Mutated(byte[] sample, int at, byte octet, int length)
    {
        var octets = sample.ToArray();
        octets[at] = octet;
        return octets[..length];
    }
}
