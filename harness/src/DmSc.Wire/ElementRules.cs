using DmSc.Wire.Wbxml;

namespace DmSc.Wire;

/// <summary>Reads elements whose content model is known, with one kind of complaint for each way to break it.</summary>
internal sealed class ElementRules(RemarkLog remarks)
{
    public RemarkLog Remarks { get; } = remarks;

    /// <summary>The child elements of one that holds elements only; white space between them is ignored.</summary>
    /// <exception cref="WireFormatException">While they are walked through: text where elements belong.</exception>
    public static ElementChildren Children(WbxmlElement parent) => new(parent);

    /// <summary>The text of one that holds text only.</summary>
    public string Text(WbxmlElement element)
    {
        if (element.Content is [WbxmlText] && element.Text is { } only)
            return only;
        foreach (var part in element.Content)
        {
            if (part is WbxmlElement child)
                throw new WireFormatException(WbxmlErrors.UnexpectedElement, child.Offset, $"{element.Name} holds text, not the element {child.Name}");
        }

        var text = element.Text
            ?? throw new WireFormatException(WbxmlErrors.BadCharacterData, element.DataOffset, $"{element.Name} holds octets that are no text");
        foreach (var part in element.Content)
        {
            if (part is WbxmlOpaque)
            {
                Remarks.Add("TextAsOpaque", part.Offset, $"the text of {element.Name} came as OPAQUE");
                break;
            }
        }

        return text;
    }

    /// <summary>Sets what may be set once.</summary>
    public static T Once<T>(T? already, WbxmlElement element, T value)
        where T : class
    {
        if (already is not null)
            throw new WireFormatException(WbxmlErrors.DuplicateElement, element.Offset, $"{element.Name} occurs twice");
        return value;
    }

    /// <summary>The text of an element that may occur once.</summary>
    public string OnceText(string? already, WbxmlElement element) => Once(already, element, Text(element));

    /// <summary>Keeps an element that nothing is known about, and says so.</summary>
    public void Unknown(ICollection<WbxmlElement> list, WbxmlElement element, WbxmlElement parent)
    {
        list.Add(element);
        Remarks.Add("UnknownElement", element.Offset, $"{element.Name} is not expected in {parent.Name}");
    }
}
