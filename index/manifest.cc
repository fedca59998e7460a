/* SPDX-License-Identifier: GPL-3.0-or-later */
/* manifest.cc: the file that says which pieces are in force. */
#include "manifest.hh"

#include "guard.hh"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <nettle/sha2.h>
#include <sstream>
#include <unistd.h>

namespace vt
{

static const char NAME[] = "/manifest";
static const uint64_t MANIFEST_MAX = 64 << 20;

static std::string hex(const unsigned char *bytes, size_t len)
{
    static const char digits[] = "0123456789abcdef";
    std::string out;
    for (size_t i = 0; i < len; i++) {
        out += digits[bytes[i] >> 4];
        out += digits[bytes[i] & 15];
    }
    return out;
}

/* FNV-1a: no change of one byte leaves it the same. */
static std::string checksum(const std::string &data)
{
    uint64_t sum = 0xcbf29ce484222325;
    char digits[17];
    for (unsigned char byte : data)
        sum = (sum ^ byte) * 0x100000001b3;
    snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(sum));
    return digits;
}

std::string piece_path(const std::string &dir, unsigned number)
{
    char name[16];
    snprintf(name, sizeof name, "/%06u", number);
    return dir + name;
}

static std::string body_of(const manifest &m)
{
    std::ostringstream out;
    out << "vanthu-index 3\ngeneration " << m.generation << '\n';
    for (const piece_entry &p : m.pieces) {
        out << "piece " << p.number << ' ' << p.first << ' ' << p.passages << '\n';
        for (const piece_file &f : p.files)
            out << "file " << p.number << ' ' << f.name << ' ' << f.bytes << ' ' << f.sha256
                << '\n';
    }
    for (const auto &w : m.withdrawn)
        out << "withdrawn " << w.first << ' ' << w.second << '\n';
    return out.str();
}

static bool parse_line(manifest &m, const std::string &line)
{
    std::istringstream in(line);
    std::string word;
    in >> word;
    if (word == "generation")
        return bool(in >> m.generation);
    if (word == "piece") {
        piece_entry p;
        if (!(in >> p.number >> p.first >> p.passages))
            return false;
        m.pieces.push_back(p);
        return true;
    }
    if (word == "withdrawn") {
        uint32_t first, count;
        return bool(in >> first >> count) && m.withdrawn.emplace(first, count).second;
    }
    piece_file f;
    unsigned number;
    if (word != "file" || !(in >> number >> f.name >> f.bytes >> f.sha256) || m.pieces.empty() ||
        m.pieces.back().number != number || f.name.find('/') != std::string::npos)
        return false;
    m.pieces.back().files.push_back(f);
    return true;
}

static bool parse(manifest &m, const std::string &text)
{
    size_t sum = text.rfind("sum ");
    if (sum == std::string::npos || (sum && text[sum - 1] != '\n') ||
        text.substr(sum) != "sum " + checksum(text.substr(0, sum)) + "\n")
        return false;
    std::istringstream in(text.substr(0, sum));
    std::string line;
    if (!std::getline(in, line) || line != "vanthu-index 3")
        return false;
    while (std::getline(in, line))
        if (!parse_line(m, line))
            return false;
    return true;
}

manifest read_manifest(const std::string &dir, struct vanthu_error *error)
{
    manifest m;
    std::string path = dir + NAME;
    struct vt_buf text = {};
    if (access(path.c_str(), F_OK) != 0 && errno == ENOENT)
        return m;
    vanthu_status status = vt_file_read(&text, path.c_str(), MANIFEST_MAX, error);
    std::string copy(text.p ? text.p : "", text.len);
    vt_buf_free(&text);
    if (status == VANTHU_FAILED)
        throw failure{vt_err(error, VANTHU_IO, _("%s: cannot read"), path.c_str())};
    check(status);
    if (!parse(m, copy))
        throw failure{vt_err(error, VANTHU_DAMAGED,
                             _("%s: damaged: run `vanthu rebuild --index-only`"), path.c_str())};
    return m;
}

void write_manifest(const std::string &dir, const manifest &m, struct vanthu_error *error)
{
    std::string body = body_of(m), path = dir + NAME;
    body += "sum " + checksum(body) + "\n";
    struct vt_str data = {body.data(), body.size()};
    check(vt_file_replace(path.c_str(), data, error));
}

static piece_file hash_file(const std::string &path, const std::string &name, bool sync,
                            struct vanthu_error *error)
{
    piece_file out{name, 0, ""};
    std::string full = path + "/" + name;
    struct sha256_ctx context;
    std::vector<uint8_t> piece(1 << 18);
    uint8_t sum[SHA256_DIGEST_SIZE];
    ssize_t got = 0;
    int fd = open(full.c_str(), O_RDONLY | O_CLOEXEC);
    sha256_init(&context);
    while (fd >= 0 && (got = read(fd, piece.data(), piece.size())) > 0) {
        sha256_update(&context, size_t(got), piece.data());
        out.bytes += uint64_t(got);
    }
    bool ok = fd >= 0 && got == 0 && (!sync || !fsync(fd));
    int saved = errno;
    if (fd >= 0)
        close(fd);
    if (!ok)
        throw failure{vt_err_errno(error, saved, _("%s: cannot read"), full.c_str())};
    sha256_digest(&context, sizeof sum, sum);
    out.sha256 = hex(sum, sizeof sum);
    return out;
}

std::vector<piece_file> hash_files(const std::string &path, bool sync, struct vanthu_error *error)
{
    std::vector<std::string> names;
    std::vector<piece_file> files;
    DIR *d = opendir(path.c_str());
    if (!d)
        throw failure{vt_err_errno(error, errno, _("%s: cannot open"), path.c_str())};
    while (struct dirent *entry = readdir(d)) {
        std::string name = entry->d_name;
        /* the lock is empty and made again at will */
        if (name != "." && name != ".." && name != "flintlock")
            names.push_back(name);
    }
    closedir(d);
    std::sort(names.begin(), names.end());
    for (const std::string &name : names)
        files.push_back(hash_file(path, name, sync, error));
    if (sync)
        check(vt_dir_sync(path.c_str(), error));
    return files;
}

} // namespace vt
