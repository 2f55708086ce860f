"""A sample platform (`central demo-data`): `sample` is the least of it, `months` fills its pages."""
