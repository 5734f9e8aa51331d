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

static WBXMLError convert(int to_xml, unsigned char *octets, WB_ULONG size, WB_ULONG *length)
{
    WB_UTINY *result = NULL;
    WBXMLError error;
    if (to_xml) {
        WBXMLConvWBXML2XML *conv = NULL;
        if ((error = wbxml_conv_wbxml2xml_create(&conv)) != WBXML_OK)
            return error;
        wbxml_conv_wbxml2xml_set_gen_type(conv, WBXML_GEN_XML_COMPACT);
        error = wbxml_conv_wbxml2xml_run(conv, octets, size, &result, length);
        wbxml_conv_wbxml2xml_destroy(conv);
    } else {
        WBXMLConvXML2WBXML *conv = NULL;
        if ((error = wbxml_conv_xml2wbxml_create(&conv)) != WBXML_OK)
            return error;
        wbxml_conv_xml2wbxml_set_version(conv, WBXML_VERSION_12);
        wbxml_conv_xml2wbxml_disable_string_table(conv);
        error = wbxml_conv_xml2wbxml_run(conv, octets, size, &result, length);
        wbxml_conv_xml2wbxml_destroy(conv);
    }
    free(result);
    return error;
}

int main(void)
{
    char verb[16], path[512];
    int count;
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
    return 0;
}
