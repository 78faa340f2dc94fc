"""x"""
def played(r): return {}
alike=str.__eq__
def difference(a,b): return ""
