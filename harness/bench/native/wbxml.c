/* The other side of WbxmlComparison: the same documents through libwbxml, in the same run.
 * Speaks on its standard streams: a line "to-xml FILE N" or "to-wbxml FILE N" is answered with the nanoseconds that N conversions took and
 * the octets that one of them gave. Compile: gcc -O2 -Wall -Wextra $(pkg-config --cflags libwbxml2) -o wbxml wbxml.c -lwbxml2 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wbxml/wbxml.h>
#include <wbxml/wbxml_conv.h>

static unsigned char *load(const char *path, WB_ULONG *size)
{
    FILE *file = fopen(path, "rb");
    unsigned char *octets;
    long length;
    if (!file || fseek(file, 0, SEEK_END) || (length = ftell(file)) < 0)
        return NULL;
    rewind(file);
    octets = malloc((size_t)length + 1);
    if (!octets || fread(octets, 1, (size_t)length, file) != (size_t)length)
        return NULL;
    octets[length] = 0;
    fclose(file);
    *size = (WB_ULONG)length;
    return octets;
}

static long long now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

/* Both converters are made once: only the conversion itself is measured. */
static WBXMLConvWBXML2XML *to_xml;
static WBXMLConvXML2WBXML *to_wbxml;

static WBXMLError convert(int decode, unsigned char *octets, WB_ULONG size, WB_ULONG *length)
{
    WB_UTINY *result = NULL;
    WBXMLError error = decode
        ? wbxml_conv_wbxml2xml_run(to_xml, octets, size, &result, length)
        : wbxml_conv_xml2wbxml_run(to_wbxml, octets, size, &result, length);
    free(result);
    return error;
}

int main(void)
{
    char verb[16], path[512];
    int count;
    if (wbxml_conv_wbxml2xml_create(&to_xml) != WBXML_OK || wbxml_conv_xml2wbxml_create(&to_wbxml) != WBXML_OK)
        return 2;
    wbxml_conv_wbxml2xml_set_gen_type(to_xml, WBXML_GEN_XML_COMPACT);
    wbxml_conv_xml2wbxml_set_version(to_wbxml, WBXML_VERSION_12);
    wbxml_conv_xml2wbxml_disable_string_table(to_wbxml);
    while (scanf("%15s %511s %d", verb, path, &count) == 3) {
        WB_ULONG size, length = 0;
        unsigned char *octets = load(path, &size);
        long long start;
        int i;
        if (!octets) {
            fprintf(stderr, "cannot read %s\n", path);
            return 3;
        }
        start = now();
        for (i = 0; i < count; i++) {
            WBXMLError error = convert(!strcmp(verb, "to-xml"), octets, size, &length);
            if (error != WBXML_OK) {
                fprintf(stderr, "%s %s: %s\n", verb, path, (const char *)wbxml_errors_string(error));
                return 1;
            }
        }
        printf("%lld %lu\n", now() - start, (unsigned long)length);
        fflush(stdout);
        free(octets);
    }
    wbxml_conv_wbxml2xml_destroy(to_xml);
    wbxml_conv_xml2wbxml_destroy(to_wbxml);
    return 0;
}
