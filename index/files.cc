/* SPDX-License-Identifier: GPL-3.0-or-later */
/* files.cc: maps and writes files of a piece. */
#include "files.hh"

#include "guard.hh"

#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the files are mapped as they stand");

namespace vt
{

mapped_file::mapped_file(const std::string &name, size_t head_bytes, struct vanthu_error *error)
    : path(name)
{
    struct stat st;
    int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        throw Xapian::DatabaseOpeningError(path, errno);
    bool sized = fstat(fd, &st) == 0 && st.st_size > 0 && size_t(st.st_size) >= head_bytes;
    void *start = sized ? mmap(nullptr, size_t(st.st_size), PROT_READ, MAP_SHARED, fd, 0) : nullptr;
    close(fd);
    if (!sized || start == MAP_FAILED)
        damaged(error);
    bytes = static_cast<const char *>(start);
    size = size_t(st.st_size);
}

mapped_file::~mapped_file()
{
    munmap(const_cast<char *>(bytes), size);
}

void mapped_file::damaged(struct vanthu_error *error) const
{
    throw failure{vt_err(error, VANTHU_DAMAGED, _("%s: damaged: run `vanthu rebuild --index-only`"),
                         path.c_str())};
}

void mapped_file::release() const
{
    madvise(const_cast<char *>(bytes), size, MADV_DONTNEED);
}

void mapped_file::release(const void *from, const void *to) const
{
    static const size_t PAGE = size_t(sysconf(_SC_PAGESIZE));
    size_t begin = size_t(static_cast<const char *>(from) - bytes) / PAGE * PAGE;
    size_t end = size_t(static_cast<const char *>(to) - bytes) / PAGE * PAGE;
    if (begin < end)
        madvise(const_cast<char *>(bytes) + begin, end - begin, MADV_DONTNEED);
}

file_writer::file_writer(const std::string &name, size_t reserved, struct vanthu_error *e)
    : path(name), error(e), file(fopen(name.c_str(), "wxe"))
{
    if (!file || fseek(file, long(reserved), SEEK_SET) != 0)
        fail();
}

file_writer::~file_writer()
{
    if (file)
        fclose(file);
}

void file_writer::fail()
{
    vanthu_status status = vt_err_errno(error, errno, _("%s: cannot write"), path.c_str());
    if (file)
        fclose(file);
    file = nullptr;
    throw failure{status};
}

void file_writer::write(const void *bytes, size_t size)
{
    if (size && fwrite(bytes, 1, size, file) != size)
        fail();
}

void file_writer::rewind()
{
    if (fseek(file, 0, SEEK_SET) != 0) /* not rewind(), which forgets that a write failed */
        fail();
}

void file_writer::finish()
{
    FILE *done = file;
    file = nullptr;
    if (fclose(done) != 0)
        fail();
}

} // namespace vt
