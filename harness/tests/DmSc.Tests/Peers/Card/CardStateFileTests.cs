using System.Text;
using DmSc.Cards.Link;
using DmSc.Peers.Card;

namespace DmSc.Tests.Peers.Card;

[TestFixture]
internal sealed class CardStateFileTests
{
    private string _folder = "";

    private string StatePath => Path.Combine(_folder, "state.json");

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("dmsc-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void A_card_goes_on_where_an_earlier_process_left_it()
    {
        var image = TestCards.Image();
        var first = ReferenceUicc.Create(image, 1);
        using (new CardStateFile(StatePath, first.State))
        {
            first.Reset(CardReset.Cold);
            Assert.That(first.Send("002000010839393939FFFFFFFF"), Is.EqualTo("63C2"));
            first.Send("0020000A08" + TestCards.Adm);
            first.Send("00A4000C022F05");
            Assert.That(first.Send("00D60000026465"), Is.EqualTo("9000"));
        }

        var second = ReferenceUicc.Create(image, 1, persisted: CardStateFile.Load(StatePath, image));
        second.Reset(CardReset.Cold);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(second.Send("00200001"), Is.EqualTo("63C2"));
            second.Send("00A4000C022F05");
            Assert.That(second.Send("00B0000004"), Is.EqualTo("646564659000"));
            Assert.That(Directory.GetFiles(_folder), Has.Length.EqualTo(1), "no temporary file stays");
        }
    }

    [Test]
    public void What_was_not_yet_kept_is_a_new_card() => Assert.That(CardStateFile.Load(StatePath, TestCards.Image()), Is.Null);

    [Test]
    public void After_its_end_nothing_is_written()
    {
        var card = TestCards.Powered();
        new CardStateFile(StatePath, card.State).Dispose();
        var before = File.ReadAllBytes(StatePath);

        card.Send("002000010839393939FFFFFFFF");

        Assert.That(File.ReadAllBytes(StatePath), Is.EqualTo(before));
    }

    [TestCase("")]
    [TestCase("{")]
    [TestCase("[]")]
    [TestCase("null")]
    [TestCase("""{"Version":2,"Card":"test card","Iccid":"89882211000000467343","Pins":[],"Files":[]}""")]
    [TestCase("""{"Version":1,"Card":"test card","Iccid":"89882211000000467343","Pins":null,"Files":[]}""")]
    [TestCase("""{"Version":1,"Card":"another","Iccid":"89882211000000467343","Pins":[],"Files":[]}""")]
    [TestCase("""{"Version":1,"Card":"test card","Iccid":"89882211000000467343","Pins":[null],"Files":[{"Path":"MF/2F05"}]}""")]
    public void A_file_that_is_not_this_cards_state_is_refused_by_name(string content)
    {
        File.WriteAllText(StatePath, content, Encoding.UTF8);

        Assert.That(() => CardStateFile.Load(StatePath, TestCards.Image()), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith(StatePath));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void Only_its_owner_reads_the_PINs()
    {
        using var file = new CardStateFile(StatePath, TestCards.Powered().State);

        if (!OperatingSystem.IsWindows())
            Assert.That(File.GetUnixFileMode(StatePath), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }
}
